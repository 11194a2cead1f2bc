// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "cart", "A-z_0.9", "com.example.cart"})
  void of_nameOfTheForm_isAccepted(String name) {
    assertThat(SessionKey.of(name, String.class).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "käse", "a:b", "a\n", "@a", ">", "a{b}"})
  void of_otherName_isRefused(String name) {
    assertThatThrownBy(() -> SessionKey.of(name, String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attribute name \"" + name.replace('\n', '?')
            + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
    assertThatThrownBy(() -> SessionKey.listOf(name, String.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SessionKey.mapOf(name, String.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_nameOf64Characters_isTheLongest() {
    assertThat(SessionKey.of("a".repeat(64), String.class).name()).hasSize(64);
    assertThatThrownBy(() -> SessionKey.of("a".repeat(65), String.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listOf_type_isTheListOfItsElements() {
    SessionKey<List<String>> key = SessionKey.listOf("seen", String.class);

    assertThat(key.type()).isInstanceOfSatisfying(ParameterizedType.class, type -> {
      assertThat(type.getRawType()).isEqualTo(List.class);
      assertThat(type.getActualTypeArguments()).containsExactly(String.class);
      assertThat(type.getOwnerType()).isNull();
    });
    assertThat(key).hasToString("SessionKey[seen: java.util.List<java.lang.String>]");
  }

  @Test
  void mapOf_type_isTheMapFromStringsToItsValues() {
    SessionKey<Map<String, Integer>> key = SessionKey.mapOf("amounts", Integer.class);

    assertThat(key.type()).isInstanceOfSatisfying(ParameterizedType.class, type -> {
      assertThat(type.getRawType()).isEqualTo(Map.class);
      assertThat(type.getActualTypeArguments()).containsExactly(String.class, Integer.class);
      assertThat(type.getOwnerType()).isNull();
    });
    assertThat(key)
        .hasToString("SessionKey[amounts: java.util.Map<java.lang.String, java.lang.Integer>]");
  }

  @Test
  void equals_comparesTheNameAlone() {
    SessionKey<String> key = SessionKey.of("a", String.class);

    assertThat(key)
        .isEqualTo(SessionKey.of("a", Integer.class))
        .hasSameHashCodeAs(SessionKey.of("a", Integer.class))
        .isEqualTo(key.timeToLive(Duration.ofSeconds(1)))
        .isNotEqualTo(SessionKey.of("b", String.class))
        .isNotEqualTo("a");
  }

  @Test
  void timeToLive_shorterThanOneMillisecond_isRefused() {
    SessionKey<String> key = SessionKey.of("code", String.class);

    assertThatThrownBy(() -> key.timeToLive(Duration.ofNanos(999_999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "time to live of attribute \"code\": PT0.000999999S (expected: 1 ms to 3650 days)");
    assertThat(key.timeToLive(Duration.ofMillis(1)).timeToLive()).contains(Duration.ofMillis(1));
  }

  @Test
  void options_areOfACopy() {
    SessionKey<String> key = SessionKey.of("code", String.class);

    SessionKey<String> other = key.timeToLive(Duration.ofSeconds(1)).emptyIfUnreadable();

    assertThat(key.timeToLive()).isEmpty();
    assertThat(key.isEmptyIfUnreadable()).isFalse();
    assertThat(other.timeToLive()).contains(Duration.ofSeconds(1));
    assertThat(other.isEmptyIfUnreadable()).isTrue();
    assertThat(other.emptyIfUnreadable().timeToLive(Duration.ofSeconds(2)).isEmptyIfUnreadable())
        .isTrue();
  }
}
