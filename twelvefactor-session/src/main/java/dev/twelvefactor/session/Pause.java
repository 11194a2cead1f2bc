// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A random time between two tries, which keeps those who collided from colliding again. */
final class Pause {

  private static final long FIRST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Pause() {}

  /** The time before the try that follows the given number of failed ones. */
  static long nanos(int tries) {
    long bound = Math.min(FIRST_NANOS << Math.min(tries, 10), LONGEST_NANOS);
    return ThreadLocalRandom.current().nextLong(bound);
  }

  /** Tries again: at once after the first failure, then after a pause. */
  static <T> CompletionStage<T> before(int tries, Supplier<CompletionStage<T>> next) {
    return tries == 0
        ? next.get()
        : CompletableFuture.supplyAsync(
                next,
                CompletableFuture.delayedExecutor(
                    nanos(tries), TimeUnit.NANOSECONDS, Runnable::run))
            .thenCompose(Function.identity());
  }
}
