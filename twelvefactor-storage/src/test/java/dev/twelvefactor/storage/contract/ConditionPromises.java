// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.PreconditionFailedException;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the conditions of a put promise. */
interface ConditionPromises extends StorageUnderTest {

  private static Content content(int size) {
    return Content.of(new ByteArrayInputStream(StorageUnderTest.bytes(size)));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9 * MIB})
  default void putIfAbsent_twice_storesTheFirst(int size) {
    files().put(KEY, content(size), put -> put.ifAbsent());

    assertThatThrownBy(() -> files().put(KEY, content(size + 1), put -> put.ifAbsent()))
        .isInstanceOfSatisfying(
            PreconditionFailedException.class, e -> assertThat(e.maybeApplied()).isFalse())
        .hasMessageContaining("there already");

    assertThat(read(KEY)).hasSize(size);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9 * MIB})
  default void putIfMatch_whatIsThere_replacesIt(int size) {
    ObjectInfo before = files().put(KEY, Content.of("before"));

    ObjectInfo after = files().put(KEY, content(size), put -> put.ifMatch(before.etag()));

    assertThat(read(KEY)).hasSize(size);
    assertThat(after.etag()).isNotEqualTo(before.etag());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9 * MIB})
  default void putIfMatch_whatWasThere_changesNothing(int size) {
    ObjectInfo before = files().put(KEY, Content.of("before"));
    files().put(KEY, Content.of("meanwhile"));

    assertThatThrownBy(() -> files().put(KEY, content(size), put -> put.ifMatch(before.etag())))
        .isInstanceOf(PreconditionFailedException.class)
        .hasMessageContaining(before.etag());

    assertThat(text(KEY)).isEqualTo("meanwhile");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 9 * MIB})
  default void putIfMatch_nothingThere_storesNothing(int size) {
    ObjectInfo before = files().put(KEY, Content.of("before"));
    files().delete(KEY);

    assertThatThrownBy(() -> files().put(KEY, content(size), put -> put.ifMatch(before.etag())))
        .isInstanceOf(PreconditionFailedException.class);

    assertThat(files().head(KEY)).isEmpty();
  }

  @Test
  default void putIfAbsent_manyAtOnce_oneWins() throws Exception {
    long winners = Threads.each(8, number -> {
          try {
            files().put(KEY, Content.of("by " + number), put -> put.ifAbsent());
            return 1;
          } catch (PreconditionFailedException e) {
            return 0;
          }
        })
        .stream()
        .mapToInt(Integer::intValue)
        .sum();

    assertThat(winners).isEqualTo(1);
  }
}
