// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

  @Test
  void random_segments_areFollowedByAKeyThatNobodyHas() {
    Set<String> keys = Stream.generate(() -> ObjectKey.random("uploads", "ada").value())
        .limit(1000)
        .collect(Collectors.toSet());

    assertThat(keys).hasSize(1000).allMatch(key -> key.matches("uploads/ada/[A-Za-z0-9_-]{22}"));
    assertThat(ObjectKey.random().value()).matches("[A-Za-z0-9_-]{22}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", ".", "/", "a\\b", "a\nb"})
  void ofSegments_segmentThatLeadsElsewhere_isRefused(String segment) {
    assertThatThrownBy(() -> ObjectKey.ofSegments("uploads", segment))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ObjectKey.random("uploads", segment))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_tooLongOrNoText_isRefused() {
    assertThat(ObjectKey.of("ü".repeat(512)).value()).hasSize(512);
    assertThatThrownBy(() -> ObjectKey.of("ü".repeat(513)))
        .hasMessageContaining("1026 bytes in UTF-8 (expected: 1 to 1024)");
    assertThat(ObjectKey.of("€".repeat(341) + "a").value()).hasSize(342);
    assertThatThrownBy(() -> ObjectKey.of("€".repeat(342))).hasMessageContaining("1026 bytes");
    assertThat(ObjectKey.of("\uD83D\uDE00".repeat(256)).value()).hasSize(512);
    assertThatThrownBy(() -> ObjectKey.of("\uD83D\uDE00".repeat(256) + "a"))
        .hasMessageContaining("1025 bytes");
    assertThatThrownBy(() -> ObjectKey.of("")).hasMessageContaining("key is empty");
    assertThatThrownBy(() -> ObjectKey.of("a\uD83D"))
        .hasMessageContaining("half of a surrogate pair")
        .hasMessageContaining("a?");
    assertThatThrownBy(() -> ObjectKey.of("\uDE00a")).hasMessageContaining("surrogate");
  }
}
