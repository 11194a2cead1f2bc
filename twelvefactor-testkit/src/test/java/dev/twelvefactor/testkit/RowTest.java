// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RowTest {

  static Stream<Arguments> choices() {
    return Stream.of(
        arguments("", "", false, Row.EMBEDDED),
        arguments("", "", true, Row.EMBEDDED),
        arguments("", "redis://there", true, Row.URL),
        arguments("auto", "redis://there", true, Row.URL),
        arguments("auto", "", true, Row.CONTAINERS),
        arguments("auto", " ", true, Row.CONTAINERS),
        arguments("auto", "", false, Row.EMBEDDED),
        arguments("embedded", "redis://there", true, Row.EMBEDDED),
        arguments("containers", "redis://there", false, Row.CONTAINERS),
        arguments(" Containers ", "", false, Row.CONTAINERS));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void choose_environment_picksTheRow(String backends, String url, boolean engine, Row expected) {
    Map<String, String> environment = new HashMap<>();
    if (!backends.isEmpty()) {
      environment.put("TWELVEFACTOR_TEST_BACKENDS", backends);
    }
    if (!url.isEmpty()) {
      environment.put("ADDRESS", url);
    }

    assertThat(Row.choose(environment, "ADDRESS", () -> engine)).isEqualTo(expected);
  }

  @Test
  void choose_unknownBackend_saysWhatIsExpected() {
    Map<String, String> environment = Map.of("TWELVEFACTOR_TEST_BACKENDS", "docker");

    assertThatThrownBy(() -> Row.choose(environment, "ADDRESS", () -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TWELVEFACTOR_TEST_BACKENDS is \"docker\"")
        .hasMessageContaining("embedded, containers or auto");
  }
}
