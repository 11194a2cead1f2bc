// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Renews leases when they are due. All share one timer, so that a run that is over before its lease
 * is due wakes no thread.
 */
final class Heartbeats {

  private static final long NEVER = Long.MAX_VALUE;

  private final Background background;
  private final long startNanos = System.nanoTime();
  private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
  private final Lock planning = new ReentrantLock();
  private @Nullable Future<?> timer;

  /** When the timer goes off, in nanoseconds since the start. */
  private volatile long planned = NEVER;

  Heartbeats(Background background) {
    this.background = background;
  }

  /** Renews the lease once when it is due, unless it is removed first. */
  void add(Lease lease) {
    leases.add(lease);
    plan(due(lease));
  }

  void remove(Lease lease) {
    leases.remove(lease);
  }

  private void plan(long due) {
    if (planned <= due) {
      return;
    }
    planning.lock();
    try {
      if (planned > due) {
        if (timer != null) {
          timer.cancel(false);
        }
        planned = due;
        timer = background.later(startNanos + due - System.nanoTime(), this::beat);
      }
    } finally {
      planning.unlock();
    }
  }

  private void beat() {
    // Before the leases are looked at: one that is added meanwhile is seen here, or plans anew.
    planned = NEVER;
    long now = System.nanoTime() - startNanos;
    leases.stream().filter(lease -> due(lease) <= now).toList().forEach(this::renew);
    leases.stream().mapToLong(this::due).min().ifPresent(this::plan);
  }

  private long due(Lease lease) {
    return lease.dueNanos() - startNanos;
  }

  private void renew(Lease lease) {
    if (leases.remove(lease)) {
      Future<?> unused = background.later(0, lease::beat);
    }
  }
}
