// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import dev.twelvefactor.idempotency.IdempotencyStore;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories of several owners on one key, beside a store in memory that does the same. */
interface HistoryPromises extends StoreUnderTest {

  /** How many histories; raise it for a long run. */
  String COUNT_PROPERTY = "twelvefactor.test.histories";

  /** Repeats a run. */
  String SEED_PROPERTY = "twelvefactor.test.seed";

  @Test
  default void anyHistory_ofSeveralOwners_goesAsInTheModel() {
    long seed = Long.getLong(SEED_PROPERTY, new Random().nextInt());
    int count = Integer.getInteger(COUNT_PROPERTY, 100);
    System.err.println(count + " histories, -D" + SEED_PROPERTY + "=" + seed);
    IdempotencyStore store = store();
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed + i * 0x9E3779B97F4A7C15L);
      try {
        new History(this, store, random).run(60);
      } catch (AssertionError e) {
        throw new AssertionError(
            "history " + i + " of -D" + SEED_PROPERTY + "=" + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
