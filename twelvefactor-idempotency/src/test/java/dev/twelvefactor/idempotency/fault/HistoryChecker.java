// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.RedisProcess;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks what the processes told the ledger of each record, and what they left behind. How long the
 * dead block a key is looked at where somebody is killed.
 *
 * <ul>
 *   <li>fences strictly increase from owner to owner
 *   <li>who has an effect is the newest owner, so that no two believe in their lease at once
 *   <li>there are no more effects than one and one for each takeover that was announced as such
 *   <li>what is accepted comes from the newest owner, and there is one such
 *   <li>everybody sees the same result, and once there is one nobody is granted the record again
 *   <li>what recognises its downstream key has had one effect
 *   <li>no record is without a time to live
 * </ul>
 */
final class HistoryChecker {

  private HistoryChecker() {}

  /** Checks all histories, of which there are that many. */
  static int check(Ledger ledger, RedisProcess redis) {
    List<String> histories = ledger.histories();
    for (String list : histories) {
      check(list, ledger.history(list));
    }
    assertThat(ledger.allSmartEffects())
        .as("effects under a downstream key")
        .allMatch(count -> count == 1);
    List<String> records = redis.command("KEYS", "fault:*").lines().toList();
    assertThat(records)
        .as("records")
        .isNotEmpty()
        .allSatisfy(key ->
            assertThat(Long.parseLong(redis.command("PTTL", key))).as(key).isPositive());
    return histories.size();
  }

  /** A repeated claim is told again, as the same grant. */
  private static void check(String list, List<String> events) {
    String story = events + " of " + list;
    long newest = 0;
    int effects = 0;
    int takeovers = 0;
    Set<String> results = new HashSet<>();
    for (String event : events) {
      String[] parts = event.split(" ", -1);
      long number = Long.parseLong(parts[1]);
      switch (parts[0]) {
        case "granted" -> {
          assertThat(results).as("results before a grant in %s", story).isEmpty();
          assertThat(number).as("fence in %s", story).isGreaterThanOrEqualTo(newest);
          takeovers += number > newest && parts[2].equals("true") ? 1 : 0;
          newest = number;
        }
        case "effect" -> {
          assertThat(number).as("owner with an effect in %s", story).isEqualTo(newest);
          effects++;
        }
        case "completed" -> {
          assertThat(number).as("owner with a result in %s", story).isEqualTo(newest);
          results.add(parts[2]);
        }
        default -> results.add(parts[1]);
      }
    }
    assertThat(results).as("results in %s", story).hasSizeLessThan(2);
    assertThat(effects).as("effects in %s", story).isLessThanOrEqualTo(1 + takeovers);
  }
}
