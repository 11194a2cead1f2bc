// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static dev.twelvefactor.storage.contract.StorageUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link dev.twelvefactor.storage.ObjectStorage#put} promises. */
interface PutPromises extends StorageUnderTest {

  @Test
  default void put_bytes_areReadBackWithWhatIsKnownOfThem() {
    ObjectInfo stored = files()
        .put(
            KEY,
            Content.of(bytes(1000)).type("image/png"),
            put -> put.metadata("Owner", "ada").metadata("note", "two words"));

    assertThat(read(KEY)).isEqualTo(bytes(1000));
    assertThat(stored.key()).isEqualTo(KEY);
    assertThat(stored.size()).isEqualTo(1000);
    assertThat(stored.type()).isEqualTo("image/png");
    assertThat(stored.metadata()).containsOnlyKeys("owner", "note").containsEntry("owner", "ada");
    assertThat(stored.uri().toString()).endsWith("/folder/object");
    assertThat(stored.modified())
        .isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now().plusSeconds(3600));
    ObjectInfo head = files().head(KEY).orElseThrow();
    assertThat(head.etag()).isEqualTo(stored.etag()).startsWith("\"").endsWith("\"");
    assertThat(head).usingRecursiveComparison().ignoringFields("modified").isEqualTo(stored);
  }

  @Test
  default void put_text_isUtf8AndSaysSo() {
    ObjectInfo stored = files().put(KEY, Content.of("Grüße"));

    assertThat(text(KEY)).isEqualTo("Grüße");
    assertThat(stored.type()).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  default void put_noType_isOctetStream() {
    files().put(KEY, Content.of(bytes(3)));

    assertThat(files().head(KEY).orElseThrow().type()).isEqualTo("application/octet-stream");
  }

  @Test
  default void put_overAnObject_replacesIt() {
    files().put(KEY, Content.of("one"), put -> put.metadata("a", "1"));

    files().put(KEY, Content.of("three"));

    assertThat(text(KEY)).isEqualTo("three");
    assertThat(files().head(KEY).orElseThrow().metadata()).isEmpty();
  }

  @Test
  default void put_file_isStored(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes(100_000));

    files().put(KEY, Content.of(file));

    assertThat(read(KEY)).isEqualTo(bytes(100_000));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 65_536, 65_537, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB, 17 * MIB + 3})
  default void put_streamOfUnknownLength_isStoredWhole(int size) {
    ObjectInfo stored = files().put(KEY, Content.of(new ByteArrayInputStream(bytes(size))));

    assertThat(stored.size()).isEqualTo(size);
    assertThat(read(KEY)).isEqualTo(bytes(size));
    assertThat(files().head(KEY).orElseThrow().etag()).isEqualTo(stored.etag());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 8 * MIB, 8 * MIB + 1, 17 * MIB + 3})
  default void put_streamOfKnownLength_isStoredWhole(int size) {
    Content content = Content.of(new ByteArrayInputStream(bytes(size)), size);

    assertThat(files().put(KEY, content).size()).isEqualTo(size);

    assertThat(read(KEY)).isEqualTo(bytes(size));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 28 * MIB})
  default void put_sourceThatFails_leavesWhatWasThere(int readable) {
    files().put(KEY, Content.of("before"));
    IOException broken = new IOException("the client has gone");

    assertThatThrownBy(() -> files().put(KEY, Content.of(new BrokenStream(readable, broken))))
        .isInstanceOfSatisfying(ObjectStorageException.class, e -> {
          assertThat(e.reason()).isEqualTo(Reason.SOURCE_FAILED);
          assertThat(e.maybeApplied()).isFalse();
        })
        .hasCause(broken);

    assertThat(text(KEY)).isEqualTo("before");
  }

  @Test
  default void put_sourceThatThrowsAtRunTime_throwsTheSame() {
    IllegalStateException broken = new IllegalStateException("a bug");
    InputStream source = new InputStream() {
      @Override
      public int read() {
        throw broken;
      }

      @Override
      public int read(byte[] bytes, int offset, int count) {
        throw broken;
      }
    };

    assertThatThrownBy(() -> files().put(KEY, Content.of(source))).isSameAs(broken);

    assertThat(files().head(KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 101, 8 * MIB + 1, 20 * MIB})
  default void put_otherLengthThanDeclared_storesNothing(int declared) {
    Content content = Content.of(new ByteArrayInputStream(bytes(100)), declared);

    assertReason(Reason.LENGTH_MISMATCH, () -> files().put(KEY, content));

    assertThat(files().head(KEY)).isEmpty();
  }

  @Test
  default void put_longerThanDeclaredInParts_storesNothing() {
    Content content = Content.of(new ByteArrayInputStream(bytes(16 * MIB + 1)), 16 * MIB);

    assertReason(Reason.LENGTH_MISMATCH, () -> files().put(KEY, content));

    assertThat(files().head(KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 9 * MIB})
  default void put_moreThanMaxBytes_stopsReadingAndStoresNothing(int max) {
    EndlessStream endless = new EndlessStream();

    assertReason(
        Reason.TOO_LARGE, () -> files().put(KEY, Content.of(endless), put -> put.maxBytes(max)));

    assertThat(files().head(KEY)).isEmpty();
    assertThat(endless.count()).isEqualTo(max + 1L);
  }

  @Test
  default void put_exactlyMaxBytes_isStored() {
    files().put(KEY, Content.of(new ByteArrayInputStream(bytes(10))), put -> put.maxBytes(10));

    assertThat(read(KEY)).hasSize(10);
  }

  @Test
  default void put_declaredLengthOverMaxBytes_readsNothing() {
    EndlessStream endless = new EndlessStream();

    assertReason(
        Reason.TOO_LARGE, () -> files().put(KEY, Content.of(endless, 11), put -> put.maxBytes(10)));

    assertThat(endless.count()).isZero();
  }

  @Test
  default void put_theSameStreamTwice_isRefused() {
    Content content = Content.of(new ByteArrayInputStream(bytes(10)));
    files().put(KEY, content);

    assertThatThrownBy(() -> files().put(KEY, content))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("earlier put");
    assertThat(read(KEY)).hasSize(10);
  }

  @Test
  default void put_theSameBytesTwice_isFine() {
    Content content = Content.of("text");

    files().put(KEY, content);
    files().put(ObjectKey.of("other"), content);

    assertThat(text(ObjectKey.of("other"))).isEqualTo("text");
  }

  @Test
  default void put_streamOfTheCaller_isNotClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream stream = new FilterInputStream(new ByteArrayInputStream(bytes(10))) {
      @Override
      public void close() {
        closed.set(true);
      }
    };

    files().put(KEY, Content.of(stream));

    assertThat(closed).isFalse();
    assertThat(read(KEY)).hasSize(10);
  }

  /** Throws an {@link ObjectStorageException} with that reason, having changed nothing. */
  static void assertReason(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(ObjectStorageException.class, e -> {
      assertThat(e.reason()).isEqualTo(reason);
      assertThat(e.maybeApplied()).isFalse();
    });
  }
}
