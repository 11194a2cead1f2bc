// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all methods promise of keys. */
interface KeyPromises extends StorageUnderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a/b/c",
        "with space",
        "a+b",
        "100%",
        "%2F",
        "why?",
        "#1",
        "quote\"'",
        "<&>",
        "ü/Ж/日本",
        "\uD83D\uDE00",
        "a=b&c=d",
        "~tilde",
        ".hidden",
        "a..b",
        "semi;colon",
        "(brackets)[]{}",
        "back`tick^",
        "star*",
        "comma,",
        "at@",
        "$dollar",
        "pipe|"
      })
  default void key_writable_isTheSameEverywhere(String value) {
    ObjectKey key = ObjectKey.of(value);

    files().put(key, Content.of(value));

    assertThat(text(key)).isEqualTo(value);
    assertThat(files().head(key)).isPresent();
    assertThat(files().list("").map(found -> found.key())).containsExactly(key);
    assertThat(files().copy(key, ObjectKey.of("copy")).size()).isPositive();
    files().delete(key);
    assertThat(files().list("").map(found -> found.key())).containsExactly(ObjectKey.of("copy"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", "../a", "a\\b", "a\nb", "a\u0000"
      })
  default void key_onWhichServersDisagree_isRefusedForWriting(String value) {
    ObjectKey key = ObjectKey.of(value);
    files().put(KEY, Content.of("x"));

    assertThatThrownBy(() -> files().put(key, Content.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: such as uploads/ada/cat.png");
    assertThatThrownBy(() -> files().writer(key, "a/b", UnaryOperator.identity()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> files().copy(KEY, key)).isInstanceOf(IllegalArgumentException.class);
    assertThat(files().list("")).hasSize(1);
  }

  @Test
  default void key_ofFewSegments_isNoFolder() {
    files().put(ObjectKey.of("a-b"), Content.of("x"));
    files().put(ObjectKey.of("a/b"), Content.of("x"));

    assertThat(files().head(ObjectKey.of("a"))).isEmpty();
    assertThat(files().list("a/").map(found -> found.key().value())).containsExactly("a/b");
  }
}
