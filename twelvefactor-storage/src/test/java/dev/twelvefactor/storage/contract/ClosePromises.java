// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectStorage;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@link ObjectStorage#close} promises. */
interface ClosePromises extends StorageUnderTest {

  @Test
  default void close_twice_thenEveryVerbIsRefused() {
    ObjectStorage closed = files();
    closed.close();
    closed.close();

    List<ThrowingCallable> calls = List.of(
        () -> closed.put(KEY, Content.of("x")),
        () -> closed.writer(KEY, "a/b", UnaryOperator.identity()),
        () -> closed.get(KEY),
        () -> closed.head(KEY),
        () -> closed.list(""),
        () -> closed.delete(KEY),
        () -> closed.delete(List.of(KEY)),
        () -> closed.copy(KEY, KEY));

    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }
}
