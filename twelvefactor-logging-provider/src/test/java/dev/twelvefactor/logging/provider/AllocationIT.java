// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many bytes of the heap an event takes; orders of magnitude, as boxes are the caller's. */
class AllocationIT {

  @Test
  void events_ofEachKind_takeHardlyMoreThanTheBoxesOfTheirCaller() {
    Service.Outcome outcome = Service.of(AllocationProgram.class).run("\"$@\" > /dev/null");

    Map<String, Integer> bytes = new HashMap<>();
    for (String line : outcome.errors().split("\n", -1)) {
      String[] parts = line.split("=", -1);
      if (parts.length == 2) {
        bytes.put(parts[0], Integer.valueOf(parts[1]));
      }
    }
    assertThat(bytes).as(outcome.errors()).hasSize(5);
    assertThat(bytes.get("pairs")).isLessThanOrEqualTo(64);
    assertThat(bytes.get("context")).isLessThanOrEqualTo(64);
    assertThat(bytes.get("disabled")).isLessThanOrEqualTo(1);
    assertThat(bytes.get("disabled_builder")).isLessThanOrEqualTo(1);
    assertThat(bytes.get("slf4j")).isLessThanOrEqualTo(96);
  }
}
