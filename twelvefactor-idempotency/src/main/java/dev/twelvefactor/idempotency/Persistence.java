// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Does a step of the store again after a failure, which is safe since each may be done twice. */
final class Persistence {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Persistence() {}

  /** Until it is known whether it was done: one that was certainly not done is not repeated. */
  static <A> A untilKnown(Supplier<A> step, long endNanos) {
    return repeat(step, endNanos, /* evenIfRefused= */ false);
  }

  /** Until it is done. */
  static <A> A untilDone(Supplier<A> step, long endNanos) {
    return repeat(step, endNanos, /* evenIfRefused= */ true);
  }

  private static <A> A repeat(Supplier<A> step, long endNanos, boolean evenIfRefused) {
    boolean doubt = false;
    for (long pause = FIRST_PAUSE_NANOS; true; pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
      try {
        return step.get();
      } catch (IdempotencyException e) {
        doubt |= e.maybeApplied();
        boolean again = e.reason() == Reason.STORE && (doubt || evenIfRefused);
        if (!again
            || System.nanoTime() - endNanos >= 0
            || Thread.currentThread().isInterrupted()) {
          throw doubt && !e.maybeApplied() ? inDoubt(e) : e;
        }
      }
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause));
    }
  }

  /** The last try did nothing, but an earlier one may have. */
  private static IdempotencyException inDoubt(IdempotencyException last) {
    return new IdempotencyException(
        Reason.STORE, String.valueOf(last.getMessage()), /* maybeApplied= */ true, last);
  }
}
