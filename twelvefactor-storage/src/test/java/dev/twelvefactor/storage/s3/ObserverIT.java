// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectWriter;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.StorageObserver;
import dev.twelvefactor.storage.StoredObject;
import dev.twelvefactor.storage.UnknownOutcomeException;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithS3;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an observer is told, and what it cannot do. */
@WithS3
class ObserverIT {

  private static final ObjectKey KEY = ObjectKey.of("folder/object");
  private static final int MIB = 1024 * 1024;

  private final List<String> words = new CopyOnWriteArrayList<>();
  private Bucket bucket;
  private FaultProxy proxy;

  @BeforeEach
  void open(S3Server server) {
    bucket = new Bucket(server);
    proxy = bucket.proxy();
  }

  @AfterEach
  void close() {
    proxy.close();
    bucket.close();
  }

  private S3ObjectStorageBuilder observed() {
    return bucket.storage(proxy).observer(new StorageObserver() {
      @Override
      public void observed(Event event) {
        assertThat(event.elapsed()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        words.add(event.operation() + " " + event.result());
      }
    });
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @Test
  void observer_eachVerb_isToldOnce() {
    ObjectKey other = ObjectKey.of("other");
    try (S3ObjectStorage files =
        observed().ticketKeys(List.of("0123456789abcdef0123456789abcdef")).build()) {
      files.put(KEY, Content.of("x"));
      assertThatThrownBy(() -> files.put(KEY, Content.of("y"), put -> put.ifAbsent()))
          .isInstanceOf(PreconditionFailedException.class);
      files.get(KEY).close();
      assertThatThrownBy(() -> files.get(other)).isInstanceOf(ObjectNotFoundException.class);
      files.head(KEY);
      files.head(other);
      files.copy(KEY, other);
      assertThat(files.list("").count()).isEqualTo(2);
      files.delete(KEY);
      files.delete(List.of(KEY, other));
      assertThatThrownBy(() -> files.directUploads().confirm("forged", "ada"))
          .isInstanceOf(ObjectStorageException.class);
      assertThatThrownBy(() -> files.put(ObjectKey.of("a/../b"), Content.of("x")))
          .isInstanceOf(IllegalArgumentException.class);
    }

    assertThat(words)
        .containsExactly(
            "PUT DONE",
            "PUT REFUSED",
            "GET DONE",
            "GET ABSENT",
            "HEAD DONE",
            "HEAD ABSENT",
            "COPY DONE",
            "LIST DONE",
            "DELETE DONE",
            "DELETE DONE",
            "CONFIRM REFUSED");
  }

  @Test
  void observer_ofWriters_isToldOfTheirEnd() {
    try (S3ObjectStorage files = observed().build()) {
      UnaryOperator<dev.twelvefactor.storage.PutOptions> small = put -> put.maxBytes(10);
      try (ObjectWriter out = files.writer(KEY, "text/csv", small)) {
        out.write(bytes(10));
        out.commit();
      }
      try (ObjectWriter out = files.writer(KEY, "text/csv", small)) {
        assertThatThrownBy(() -> out.write(bytes(11))).isInstanceOf(ObjectStorageException.class);
      }
      files.writer(KEY, "text/csv", small).close();
    }

    assertThat(words).containsExactly("PUT DONE", "PUT REFUSED");
  }

  @Test
  void observer_ofWhatIsSentAgain_isToldOfEachTime() {
    List<Long> sent = new ArrayList<>();
    try (S3ObjectStorage files = observed().parallel(1).build()) {
      proxy.cutAfterRequestBytes(12L * MIB);

      files.put(KEY, Content.of(bytes(20 * MIB)), put -> put.progress(sent::add));
    }

    assertThat(words).contains("RETRY DONE").endsWith("PUT DONE");
    assertThat(sent).containsExactly(8L * MIB, 16L * MIB, 20L * MIB);
  }

  @Test
  void observer_ofAReadThatGoesOn_isToldOfIt() throws IOException {
    try (S3ObjectStorage files = observed().build()) {
      files.put(KEY, Content.of(bytes(3 * MIB)));
      proxy.cutAfterReplyBytes(2 * MIB);

      try (StoredObject object = files.get(KEY);
          InputStream in = object.stream()) {
        assertThat(in.readAllBytes()).isEqualTo(bytes(3 * MIB));
      }
    }

    assertThat(words).containsExactly("PUT DONE", "GET DONE", "RESUME DONE");
  }

  @Test
  void observer_ofALostAnswer_isToldThatNobodyKnows() {
    try (S3ObjectStorage files = observed().attempts(1).build()) {
      proxy.cutAfterRequestBytes(100_000);

      assertThatThrownBy(() -> files.put(KEY, Content.of(bytes(3 * MIB))))
          .isInstanceOf(UnknownOutcomeException.class);
      proxy.close();
      assertThatThrownBy(() -> files.head(KEY)).isInstanceOf(ObjectStorageException.class);
    }

    assertThat(words).containsExactly("PUT UNKNOWN", "HEAD FAILED");
  }

  @Test
  void observer_thatThrows_harmsNobody() {
    try (S3ObjectStorage files = bucket
        .storage()
        .observer(new StorageObserver() {
          @Override
          public void observed(Event event) {
            throw new AssertionError("the observer's, on purpose");
          }
        })
        .build()) {
      files.put(KEY, Content.of("x"));
      assertThat(files.head(KEY)).isPresent();
      assertThat(files.get(KEY).text(10)).isEqualTo("x");
      files.delete(KEY);
      assertThat(files.list("")).isEmpty();
    }
  }
}
