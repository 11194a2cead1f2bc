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
  void events_ofEachKind_stayWithinTheirBytes() {
    Service.Outcome outcome = Service.of(AllocationProgram.class).run("\"$@\" > /dev/null");

    Map<String, Integer> bytes = new HashMap<>();
    for (String line : outcome.errors().split("\n", -1)) {
      String[] parts = line.split("=", -1);
      if (parts.length == 2) {
        bytes.put(parts[0], Integer.valueOf(parts[1]));
      }
    }
    assertThat(bytes).as(outcome.errors()).hasSize(7);
    // A box of the caller's, and an Instant that not every JIT compiler does without.
    assertThat(bytes.get("pairs")).isLessThanOrEqualTo(24 + 24);
    assertThat(bytes.get("context")).isLessThanOrEqualTo(64);
    assertThat(bytes.get("disabled")).isZero();
    assertThat(bytes.get("disabled_builder")).isZero();
    assertThat(bytes.get("slf4j")).isLessThanOrEqualTo(24);
    assertThat(bytes.get("slf4j_fluent")).isLessThanOrEqualTo(350);
    assertThat(bytes.get("exception")).isLessThanOrEqualTo(400);
  }
}
