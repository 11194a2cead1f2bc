// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what a server does in its own time. */
final class Wait {

  private static final int RETRY_MILLIS = 20;

  private Wait() {}

  /** Asks again and again until the answer is yes; an answer that fails counts as no. */
  static void until(String what, Duration timeout, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    RuntimeException last = null;
    do {
      try {
        if (condition.getAsBoolean()) {
          return;
        }
        last = null;
        never.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting until " + what, e);
      } catch (RuntimeException e) {
        last = e;
      }
    } while (System.nanoTime() - end < 0);
    throw new IllegalStateException(
        "Waited in vain for " + timeout.toSeconds() + " s until " + what, last);
  }
}
