// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks what the processes told the ledger of each record: fences grow, a result that was accepted
 * comes from the newest owner, and everybody saw the same one.
 */
final class HistoryChecker {

  private HistoryChecker() {}

  static int check(Ledger ledger) {
    List<String> histories = ledger.histories();
    for (String list : histories) {
      check(list, ledger.history(list));
    }
    return histories.size();
  }

  /** The ledger hears of a grant after the store gave it, so the order of two may be the other. */
  private static void check(String list, List<String> events) {
    Set<Long> granted = new HashSet<>();
    Set<Long> completed = new HashSet<>();
    Set<String> results = new HashSet<>();
    for (String event : events) {
      String[] parts = event.split(" ", -1);
      switch (parts[0]) {
        case "granted" ->
          assertThat(granted.add(Long.parseLong(parts[1])))
              .as("a fence is granted once: %s of %s", events, list)
              .isTrue();
        case "completed" -> {
          completed.add(Long.parseLong(parts[1]));
          results.add(parts[2]);
        }
        default -> results.add(parts[1]);
      }
    }
    assertThat(results).as("one result is seen: %s of %s", events, list).hasSizeLessThan(2);
    assertThat(completed).as("one run is accepted: %s of %s", events, list).hasSizeLessThan(2);
  }
}
