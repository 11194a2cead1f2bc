// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static dev.twelvefactor.storage.contract.StorageUnderTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link dev.twelvefactor.storage.PutOptions#progress} promises. */
interface ProgressPromises extends StorageUnderTest {

  /** Notes what it is told, and insists on the thread that made it. */
  final class Notes implements LongConsumer {

    private final Thread caller = Thread.currentThread();
    private final List<Long> told = new ArrayList<>();

    @Override
    public void accept(long sent) {
      told.add(Thread.currentThread() == caller ? sent : -1);
    }

    /** The numbers grow, from at least one byte to all. */
    void assertTo(long size) {
      assertThat(told).isSorted().doesNotHaveDuplicates().endsWith(size).doesNotContain(-1L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8 * MIB, 8 * MIB + 1, 43 * MIB + 3})
  default void progress_ofAPut_growsToTheSize(int size) {
    Notes notes = new Notes();

    files().put(KEY, Content.of(new ByteArrayInputStream(bytes(size))), put -> put.progress(notes));

    notes.assertTo(size);
  }

  @Test
  default void progress_ofAWriter_growsToTheSize() {
    Notes notes = new Notes();

    try (ObjectWriter out = files().writer(KEY, "text/csv", put -> put.progress(notes))) {
      out.write(bytes(9 * MIB));
      out.write(bytes(9 * MIB));
      out.commit();
    }

    notes.assertTo(18L * MIB);
  }

  @Test
  default void progress_ofACopy_growsToTheSize() {
    files().put(KEY, Content.of(bytes(1000)));
    Notes plain = new Notes();
    Notes conditional = new Notes();

    files().copy(KEY, ObjectKey.of("plain"), put -> put.progress(plain));
    files().copy(KEY, ObjectKey.of("new"), put -> put.ifAbsent().progress(conditional));

    plain.assertTo(1000);
    conditional.assertTo(1000);
  }

  @Test
  default void progress_ofAPutThatFails_isNotOfAllBytes() {
    Notes notes = new Notes();
    IOException broken = new IOException("the client has gone");

    assertThatThrownBy(() -> files()
            .put(KEY, Content.of(new BrokenStream(28 * MIB, broken)), put -> put.progress(notes)))
        .isInstanceOf(ObjectStorageException.class);

    assertThat(notes.told).isSorted().allMatch(sent -> sent >= 0 && sent < 28L * MIB);
  }

  @Test
  default void progress_listenerThatThrows_failsNothingAndIsNotCalledAgain() {
    AtomicInteger calls = new AtomicInteger();

    files()
        .put(
            KEY,
            Content.of(bytes(18 * MIB)),
            put -> put.progress(sent -> {
              calls.incrementAndGet();
              throw new IllegalStateException("the listener's, on purpose");
            }));
    files()
        .put(
            ObjectKey.of("small"),
            Content.of("x"),
            put -> put.progress(sent -> {
              throw new AssertionError("the listener's, on purpose");
            }));

    assertThat(read(KEY)).isEqualTo(bytes(18 * MIB));
    assertThat(text(ObjectKey.of("small"))).isEqualTo("x");
    assertThat(calls).hasValue(1);
  }
}
