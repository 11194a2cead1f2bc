// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.contract.IdempotencyStoreContract;
import dev.twelvefactor.testkit.SettableClock;
import java.time.Duration;
import java.time.InstantSource;

/** Two stores in memory share their records only here, where the test gives them one. */
class InMemoryIdempotencyStoreContractTest extends IdempotencyStoreContract {

  private final SettableClock clock = SettableClock.create();
  private final InMemoryIdempotencyStore shared = InMemoryIdempotencyStore.create(ticking(clock));

  /** A clock that never tells the same time twice, as fences need it. */
  private static InstantSource ticking(SettableClock clock) {
    return () -> {
      clock.advance(Duration.ofNanos(1000));
      return clock.instant();
    };
  }

  @Override
  protected IdempotencyStore open() {
    return shared;
  }

  @Override
  protected void passTime(Duration time) {
    clock.advance(time);
  }
}
