// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static dev.twelvefactor.storage.contract.PutPromises.assertReason;
import static dev.twelvefactor.storage.contract.StorageUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.ObjectWriter;
import dev.twelvefactor.storage.PreconditionFailedException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ObjectWriter} promises. */
interface WriterPromises extends StorageUnderTest {

  private ObjectWriter writer() {
    return files().writer(KEY, "text/csv", UnaryOperator.identity());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8 * MIB, 8 * MIB + 1, 26 * MIB})
  default void commit_whatWasWritten_isStored(int size) {
    ObjectInfo stored;
    try (ObjectWriter writer = writer()) {
      byte[] all = bytes(size);
      int half = size / 2;
      writer.write(all, 0, half);
      writer.write(all, half, size - half);
      stored = writer.commit();
    }

    assertThat(read(KEY)).isEqualTo(bytes(size));
    assertThat(stored.size()).isEqualTo(size);
    assertThat(files().head(KEY).orElseThrow().type()).isEqualTo("text/csv");
  }

  @Test
  default void write_byteByByte_isStored() {
    try (ObjectWriter writer = writer()) {
      for (byte value : bytes(70_000)) {
        writer.write(value);
      }
      writer.flush();
      writer.commit();
    }

    assertThat(read(KEY)).isEqualTo(bytes(70_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 20 * MIB})
  default void close_withoutCommit_leavesWhatWasThere(int size) {
    files().put(KEY, Content.of("before"));

    try (ObjectWriter writer = writer()) {
      writer.write(bytes(size));
    }

    assertThat(text(KEY)).isEqualTo("before");
  }

  @Test
  default void write_beforeTheCommit_isNotVisible() {
    try (ObjectWriter writer = writer()) {
      writer.write(bytes(20 * MIB));

      assertThat(files().head(KEY)).isEmpty();

      writer.commit();
    }
    assertThat(files().head(KEY)).isPresent();
  }

  @Test
  default void commit_conditionThatDoesNotHold_changesNothing() {
    files().put(KEY, Content.of("before"));

    try (ObjectWriter writer = files().writer(KEY, "text/csv", put -> put.ifAbsent())) {
      writer.write(bytes(10 * MIB));
      assertThatThrownBy(writer::commit).isInstanceOf(PreconditionFailedException.class);
    }

    assertThat(text(KEY)).isEqualTo("before");
  }

  @Test
  default void write_moreThanMaxBytes_failsAndNothingCanBeCommitted() {
    try (ObjectWriter writer = files().writer(KEY, "text/csv", put -> put.maxBytes(10))) {
      writer.write(bytes(10));
      assertReason(Reason.TOO_LARGE, () -> writer.write(1));

      assertThatThrownBy(writer::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("failed before");
    }

    assertThat(files().head(KEY)).isEmpty();
  }

  @Test
  default void writer_afterTheCommit_takesNothing() {
    try (ObjectWriter writer = writer()) {
      writer.commit();

      assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
      writer.close();
    }

    assertThat(read(KEY)).isEmpty();
  }
}
