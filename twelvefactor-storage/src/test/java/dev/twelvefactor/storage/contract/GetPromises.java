// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static dev.twelvefactor.storage.contract.PutPromises.assertReason;
import static dev.twelvefactor.storage.contract.StorageUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.GetOptions;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectNotFoundException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What {@link dev.twelvefactor.storage.ObjectStorage#get} promises. */
interface GetPromises extends StorageUnderTest {

  private byte[] part(UnaryOperator<GetOptions> options) {
    try (StoredObject object = files().get(KEY, options)) {
      assertThat(object.info().size()).isEqualTo(1000);
      return object.bytes(2000);
    }
  }

  @Test
  default void get_nothingThere_throwsNotFound() {
    assertThatThrownBy(() -> files().get(KEY))
        .isInstanceOf(ObjectNotFoundException.class)
        .hasMessageContaining(KEY.value());
    assertThat(files().head(KEY)).isEmpty();
  }

  @Test
  default void get_object_tellsAndTransfersIt() throws IOException {
    ObjectInfo stored =
        files().put(KEY, Content.of(bytes(300_000)).type("a/b"), put -> put.metadata("m", "v"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    try (StoredObject object = files().get(KEY)) {
      assertThat(object.info())
          .usingRecursiveComparison()
          .ignoringFields("modified")
          .isEqualTo(stored);
      assertThat(object.transferTo(out)).isEqualTo(300_000);
    }

    assertThat(out.toByteArray()).isEqualTo(bytes(300_000));
  }

  @Test
  default void get_ranges_areThoseBytes() {
    byte[] all = bytes(1000);
    files().put(KEY, Content.of(all));

    assertThat(part(get -> get.range(0, 1))).isEqualTo(Arrays.copyOfRange(all, 0, 1));
    assertThat(part(get -> get.range(10, 90))).isEqualTo(Arrays.copyOfRange(all, 10, 100));
    assertThat(part(get -> get.range(999, 1))).isEqualTo(Arrays.copyOfRange(all, 999, 1000));
    assertThat(part(get -> get.range(990, 100))).isEqualTo(Arrays.copyOfRange(all, 990, 1000));
    assertThat(part(get -> get.range(1, Long.MAX_VALUE)))
        .isEqualTo(Arrays.copyOfRange(all, 1, 1000));
    assertThat(part(get -> get.from(900))).isEqualTo(Arrays.copyOfRange(all, 900, 1000));
    assertThat(part(get -> get.last(7))).isEqualTo(Arrays.copyOfRange(all, 993, 1000));
    assertThat(part(get -> get.last(5000))).isEqualTo(all);
  }

  @Test
  default void get_rangeOutsideOfTheObject_isRefused() {
    files().put(KEY, Content.of(bytes(1000)));

    assertReason(Reason.INVALID_RANGE, () -> files().get(KEY, get -> get.range(1000, 1)));
    assertReason(Reason.INVALID_RANGE, () -> files().get(KEY, get -> get.from(5000)));
  }

  @Test
  default void getIfMatch_otherObject_isRefused() {
    ObjectInfo before = files().put(KEY, Content.of("before"));
    assertThat(files().get(KEY, get -> get.ifMatch(before.etag())).text(10)).isEqualTo("before");

    files().put(KEY, Content.of("after"));

    assertThatThrownBy(() -> files().get(KEY, get -> get.ifMatch(before.etag())))
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  default void bytes_moreThanAllowed_isRefused() {
    files().put(KEY, Content.of(bytes(1000)));

    try (StoredObject object = files().get(KEY)) {
      assertReason(Reason.TOO_LARGE, () -> object.bytes(999));
    }
    try (StoredObject object = files().get(KEY)) {
      assertThat(object.bytes(1000)).hasSize(1000);
      assertThat(object.bytes(1000)).isEmpty();
    }
  }

  @Test
  default void close_halfRead_leavesTheStorageUsable() throws IOException {
    files().put(KEY, Content.of(bytes(2 * MIB)));

    for (int i = 0; i < 60; i++) {
      try (StoredObject object = files().get(KEY)) {
        assertThat(object.stream().read()).isEqualTo(bytes(2 * MIB)[0] & 0xff);
      }
    }

    assertThat(read(KEY)).isEqualTo(bytes(2 * MIB));
  }

  @Test
  default void get_whileItIsReplaced_isOneOfTheTwo() throws Exception {
    ObjectKey key = ObjectKey.of("replaced");
    files().put(key, Content.of("a".repeat(100_000)));

    Threads.each(4, number -> {
      for (int i = 0; i < 20; i++) {
        if (number == 0) {
          files().put(key, Content.of((i % 2 == 0 ? "b" : "a").repeat(100_000)));
        } else {
          assertThat(text(key)).matches("a{100000}|b{100000}");
        }
      }
      return number;
    });
  }
}
