// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.storage.UnknownOutcomeException;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What networks and servers do to a storage. */
@WithS3
class S3FaultsIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final int MIB = 1024 * 1024;
  private static final Duration SOON = Duration.ofMillis(400);

  private Bucket bucket;
  private FaultProxy proxy;
  private S3ObjectStorage direct;
  private S3ObjectStorage files;

  @BeforeEach
  void open(S3Server server) {
    bucket = new Bucket(server);
    proxy = bucket.proxy();
    direct = bucket.storage().build();
    files = bucket.storage(proxy).build();
  }

  @AfterEach
  void close() {
    files.close();
    direct.close();
    proxy.close();
    bucket.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static void assertReason(Reason reason, boolean maybeApplied, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ObjectStorageException.class, e -> {
      assertThat(e.reason()).isEqualTo(reason);
      assertThat(e.maybeApplied()).isEqualTo(maybeApplied);
    });
  }

  @Test
  void putIfAbsent_replyLost_isASuccess() {
    proxy.cutBeforeReply();

    assertThat(files.put(KEY, Content.of("mine"), put -> put.ifAbsent()).size()).isEqualTo(4);

    assertThat(direct.get(KEY).text(10)).isEqualTo("mine");
    assertThat(proxy.connections()).isGreaterThan(1);
  }

  @Test
  void putIfMatch_replyLost_isASuccess() {
    String etag = direct.put(KEY, Content.of("before")).etag();
    proxy.cutBeforeReply();

    files.put(KEY, Content.of("mine"), put -> put.ifMatch(etag));

    assertThat(direct.get(KEY).text(10)).isEqualTo("mine");
  }

  @Test
  void put_requestCutOnTheWay_isSentAgainWhole() {
    proxy.cutAfterRequestBytes(100_000);

    files.put(KEY, Content.of(bytes(3 * MIB)));

    assertThat(direct.get(KEY).bytes(4 * MIB)).isEqualTo(bytes(3 * MIB));
  }

  @Test
  void put_requestCutAndNoOtherAttempt_leavesNothing() {
    try (S3ObjectStorage once = bucket.storage(proxy).attempts(1).build()) {
      proxy.cutAfterRequestBytes(100_000);

      assertThatThrownBy(() -> once.put(KEY, Content.of(bytes(3 * MIB))))
          .isInstanceOf(UnknownOutcomeException.class);
    }
    assertThat(direct.head(KEY)).isEmpty();
  }

  @Test
  void get_bodyCutTwice_isReadOnFromThere() {
    byte[] all = bytes(6 * MIB);
    direct.put(KEY, Content.of(all));
    proxy.cutAfterReplyBytes(2 * MIB);

    try (StoredObject object = files.get(KEY)) {
      assertThat(object.bytes(7 * MIB)).isEqualTo(all);
    }

    assertThat(proxy.connections()).isGreaterThan(1);
    assertThat(proxy.replyBytes()).isLessThan(7L * MIB);
  }

  @Test
  void get_replacedBeforeItIsReadOn_failsAndMixesNothing() throws Exception {
    direct.put(KEY, Content.of(bytes(6 * MIB)));
    proxy.cutAfterReplyBytes(2 * MIB);

    try (StoredObject object = files.get(KEY)) {
      assertThat(object.stream().readNBytes(1000)).hasSize(1000);
      direct.put(KEY, Content.of(bytes(6 * MIB + 1)));

      assertReason(Reason.OBJECT_CHANGED, false, () -> object.bytes(7 * MIB));
    }
  }

  @Test
  void get_readToItsEndAndNotClosed_holdsNoConnection() {
    direct.put(KEY, Content.of("x"));

    for (int i = 0; i < 60; i++) {
      assertThat(files.get(KEY).text(10)).isEqualTo("x");
    }

    assertThat(proxy.connections()).isLessThan(5);
  }

  @Test
  void close_halfReadObject_doesNotReadTheRest() throws Exception {
    direct.put(KEY, Content.of(bytes(40 * MIB)));

    try (StoredObject object = files.get(KEY)) {
      assertThat(object.stream().read()).isNotNegative();
    }

    assertThat(proxy.replyBytes()).isLessThan(30L * MIB);
  }

  @Test
  void call_serverThatRefusesConnections_isUnavailableAndNothingWasSent() {
    proxy.close();

    assertReason(Reason.UNAVAILABLE, false, () -> files.put(KEY, Content.of("x")));
    assertReason(Reason.UNAVAILABLE, false, () -> files.get(KEY));
    assertReason(Reason.UNAVAILABLE, false, () -> files.head(KEY));
  }

  @Test
  void call_blackHole_endsWithinItsTime() {
    proxy.blackHole();
    try (S3ObjectStorage brief = bucket.storage(proxy).timeout(SOON).attempts(2).build()) {
      long start = System.nanoTime();

      assertReason(Reason.TIMEOUT, false, () -> brief.get(KEY));
      assertReason(Reason.TIMEOUT, true, () -> brief.delete(KEY));
      assertThatThrownBy(() -> brief.put(KEY, Content.of("x")))
          .isInstanceOfSatisfying(
              UnknownOutcomeException.class, e -> assertThat(e.maybeApplied()).isTrue());

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
    proxy.reset();
  }

  @Test
  void call_serverThatSaysSlowDown_isThrottledAfterAFewAttempts() {
    String body = "<Error><Code>SlowDown</Code><Message>slow</Message></Error>";
    proxy.answer(("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: "
            + body.length() + "\r\nConnection: close\r\n\r\n" + body)
        .getBytes(US_ASCII));

    assertReason(Reason.THROTTLED, false, () -> files.get(KEY));
    assertReason(Reason.THROTTLED, false, () -> files.put(KEY, Content.of("x")));

    assertThat(proxy.connections()).isEqualTo(6);
  }

  @Test
  void call_wrongSecretOrKey_isNotAuthenticated(S3Server server) {
    for (String[] pair : new String[][] {{server.accessKey(), "wrong"}, {"nobody", "wrong"}}) {
      try (S3ObjectStorage stranger = bucket
          .storage()
          .credentials(
              StaticCredentialsProvider.create(AwsBasicCredentials.create(pair[0], pair[1])))
          .build()) {
        assertReason(Reason.AUTHENTICATION_FAILED, false, () -> stranger.get(KEY));
        assertReason(Reason.AUTHENTICATION_FAILED, false, () -> stranger.put(KEY, Content.of("x")));
      }
    }
  }

  @Test
  void call_bucketThatIsMissing_isNoMissingObject(S3Server server) {
    try (S3ObjectStorage lost = S3ObjectStorage.builder("no-such-bucket")
        .endpoint(server.endpoint())
        .credentials(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
        .build()) {
      assertReason(Reason.BUCKET_NOT_FOUND, false, () -> lost.head(KEY));
      assertReason(Reason.BUCKET_NOT_FOUND, false, () -> lost.get(KEY));
      assertReason(Reason.BUCKET_NOT_FOUND, false, () -> lost.put(KEY, Content.of("x")));
    }
  }

  @Test
  void put_interrupted_leavesNothing() {
    InputStream interrupting = new InputStream() {
      private long count;

      @Override
      public int read() {
        count++;
        return 'x';
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        count += length;
        if (count > 40L * MIB) {
          Thread.currentThread().interrupt();
        }
        return count > 80L * MIB ? -1 : length;
      }
    };

    assertThatThrownBy(() -> files.put(KEY, Content.of(interrupting)))
        .isInstanceOfSatisfying(
            ObjectStorageException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(direct.head(KEY)).isEmpty();
    Awaitility.await().untilAsserted(() -> assertThat(bucket.uploads()).isEmpty());
  }
}
