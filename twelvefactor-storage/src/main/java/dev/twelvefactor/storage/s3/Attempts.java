// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.StorageObserver.Operation;
import dev.twelvefactor.storage.StorageObserver.Result;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Does again what failed and may succeed, with a growing random pause in between. */
final class Attempts {

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final int max;
  private final SafeObserver observer;

  Attempts(int max, SafeObserver observer) {
    this.max = max;
    this.observer = observer;
  }

  /**
   * Runs what may be done more than once without harm; nothing in it is code of the caller.
   *
   * @param what as "cannot read a/b"
   * @param write whether it changes something
   */
  <T> T run(String what, boolean write, Supplier<T> call) {
    return run(what, write, call, (failure, maybeApplied) -> {
      throw failure.toException(what, maybeApplied);
    });
  }

  /** With an end of its own: given the last failure, and whether an attempt may have had its effect. */
  <T> T run(String what, boolean write, Supplier<T> call, BiFunction<Failure, Boolean, T> end) {
    boolean maybeApplied = false;
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (RuntimeException e) {
        Failure failure = Failure.of(e);
        maybeApplied |= write && (failure.ambiguous || failure.repeated());
        if (attempt == max || !failure.worthAnotherAttempt) {
          return end.apply(failure, maybeApplied);
        }
      }
      pause(what, attempt, maybeApplied);
    }
  }

  /** Waits before the attempt after this one. */
  private void pause(String what, int attempt, boolean maybeApplied) {
    long start = System.nanoTime();
    long bound = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    long millis = bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2);
    try {
      if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("nobody counts down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStorageException(
          Reason.INTERRUPTED, what + ": interrupted before another attempt", maybeApplied, e);
    }
    observer.tell(Operation.RETRY, Result.DONE, start);
  }
}
