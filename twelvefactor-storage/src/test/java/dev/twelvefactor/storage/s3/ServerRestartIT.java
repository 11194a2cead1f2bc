// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.testkit.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server that goes down while an upload is under way, and comes back with what it had. */
class ServerRestartIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final String BUCKET = "restarted";
  private static final int MIB = 1024 * 1024;

  private final BlobStore store = BlobStores.create("transient-nio2", new Properties());

  private S3Proxy start(int port) throws Exception {
    S3Proxy server = S3Proxy.builder()
        .blobStore(store)
        .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
        .endpoint(URI.create("http://127.0.0.1:" + port))
        .build();
    server.start();
    return server;
  }

  @Test
  void put_serverGoesDownBetweenItsParts_leavesWhatTheSweepEnds() throws Exception {
    store.createContainer(BUCKET);
    S3Proxy first = start(0);
    int port = first.getPort();
    SettableClock clock = SettableClock.at(Instant.now());
    InputStream stopping = new InputStream() {
      @Override
      public int read() {
        stop(first);
        return -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        return read();
      }
    };
    try (S3ObjectStorage files = S3ObjectStorage.builder(BUCKET)
        .endpoint(URI.create("http://127.0.0.1:" + port))
        .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .clock(clock)
        .build()) {
      InputStream source =
          new SequenceInputStream(new ByteArrayInputStream(new byte[25 * MIB]), stopping);

      assertThatThrownBy(() -> files.put(KEY, Content.of(source)))
          .isInstanceOfSatisfying(ObjectStorageException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(e.maybeApplied()).isFalse();
          });

      S3Proxy second = start(port);
      assertThat(files.head(KEY)).isEmpty();
      clock.advance(Duration.ofHours(2));
      assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isEqualTo(1);
      assertThat(files.abortStaleUploads("", Duration.ofHours(1))).isZero();
      files.put(KEY, Content.of("after"));
      assertThat(files.get(KEY).text(10)).isEqualTo("after");
      stop(second);
    } finally {
      store.close();
    }
  }

  private static void stop(S3Proxy server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }
}
