// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.Joining.Landed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** How long one caller waits for another one's result. An interrupt ends it, and is kept. */
final class Waiting {

  /** When to ask again while somebody is known to be at work. */
  static final Duration SOON = Duration.ofSeconds(1);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final long end;
  private long pause = FIRST_PAUSE_NANOS;

  Waiting(Duration longest) {
    this.end = System.nanoTime() + longest.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted();
  }

  /** A jittered pause, each longer than the last, but not past the end of the owner's lease. */
  void pause(Duration leaseLeft) {
    long longest = Math.min(end - System.nanoTime(), leaseLeft.toNanos());
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause);
    LockSupport.parkNanos(Math.max(1, Math.min(longest, jittered)));
    pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
  }

  /** What another caller in this process came to, or empty: nothing, or not in time. */
  Optional<Landed> forResult(CompletableFuture<Optional<Landed>> other) {
    try {
      return other.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new AssertionError("nobody fails this future", impossible);
    }
  }

  /** An owner that renews has half of its lease at least; of one that does not, the rest is known. */
  static Duration retryAfter(Claim.Busy busy) {
    return busy.remaining().multipliedBy(2).compareTo(busy.lease()) >= 0 ? SOON : busy.remaining();
  }
}
