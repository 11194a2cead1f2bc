// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The lease of one run, renewed when a third of it is over, so that a short run never renews.
 *
 * <p>{@link #owned()} errs on the safe side: its time runs from before the claim or renewal was sent,
 * while the store's runs from when it arrived.
 */
final class Lease {

  private static final long LEAST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** A store cuts its time to these, so a lease may end there by so much sooner than it lasts. */
  private static final long STORE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Leases of one length fall due at so few times in a third of it, however many there are. */
  private static final int TIMES_IN_A_THIRD = 8;

  private final Engine engine;
  private final CallEvents events;
  private final Ownership ownership;
  private final OperationOptions<?> options;
  private final long startNanos;

  private volatile long guardNanos;
  private volatile boolean lost;
  private volatile boolean settling;
  private volatile boolean stopped;
  private volatile long dueNanos;

  Lease(
      Engine engine,
      CallEvents events,
      Ownership ownership,
      OperationOptions<?> options,
      long sentNanos) {
    this.engine = engine;
    this.events = events;
    this.ownership = ownership;
    this.options = options;
    this.startNanos = sentNanos;
    this.guardNanos = guardNanos(sentNanos, options.lease);
  }

  private static long guardNanos(long sentNanos, Duration lease) {
    return sentNanos + lease.toNanos() - STORE_TICK_NANOS;
  }

  void start() {
    renewAfter(options.lease.toNanos() / 3);
  }

  private void renewAfter(long nanos) {
    dueNanos = System.nanoTime() + nanos;
    engine.heartbeats().add(this);
  }

  /** When to renew it: rather late than early, so that a run of a third of the lease never does. */
  long dueNanos() {
    long grid = options.lease.toNanos() / (3 * TIMES_IN_A_THIRD);
    return dueNanos + grid - Math.floorMod(dueNanos, grid);
  }

  /** From now on it is the settlement that hears from the store whether the record was lost. */
  void settling() {
    settling = true;
  }

  /** No renewal is begun after this. */
  void stop() {
    settling = true;
    stopped = true;
    engine.heartbeats().remove(this);
  }

  boolean owned() {
    return !lost && System.nanoTime() - guardNanos < 0;
  }

  /** Asks the store, and renews. */
  boolean verify() {
    boolean renewed = renew();
    if (!renewed) {
      lose();
    }
    return renewed;
  }

  private boolean renew() {
    long sent = System.nanoTime();
    Optional<Duration> left =
        engine.store().renew(events.record(), ownership, options.lease, options.maxDuration);
    if (left.isEmpty()) {
      return false;
    }
    guardNanos = guardNanos(sent, left.get());
    return true;
  }

  void lose() {
    if (!lost) {
      lost = true;
      events.tell(Kind.LEASE_LOST);
    }
  }

  /** Renews it, and goes on doing so until it is stopped, lost or over. */
  void beat() {
    boolean over = System.nanoTime() - startNanos >= options.maxDuration.toNanos();
    if (stopped || lost || over) {
      return;
    }
    long pause = options.lease.toNanos() / 3;
    try {
      if (!renew()) {
        endedBySomebody();
        return;
      }
    } catch (IdempotencyException e) {
      events.tell(Kind.STORE_ERROR);
      pause = Math.max(LEAST_RETRY_NANOS, pause / 3);
    } catch (IllegalStateException closed) {
      return;
    }
    if (!stopped && !lost) {
      renewAfter(pause);
    }
  }

  /** A completion that overtakes a renewal ends the lease of a healthy run. */
  private void endedBySomebody() {
    if (!settling) {
      lose();
    }
  }
}
