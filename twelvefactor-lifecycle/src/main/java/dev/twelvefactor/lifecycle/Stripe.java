// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Some of the permits in flight, as a linked list under one lock. */
final class Stripe {

  final PermitRegistry registry;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Permit first;
  private boolean closed;
  private int admitted;
  private int refused;
  private long ended;
  private long newestBegin;

  Stripe(PermitRegistry registry, long now) {
    this.registry = registry;
    this.newestBegin = now;
  }

  /** What a stripe holds at one moment. */
  record Counts(int admitted, int refused, long ended, long newestBegin) {}

  /** Adds a permit unless the stripe is closed. */
  boolean add(Permit permit) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      link(permit);
      if (permit.kind() != WorkKind.CHILD) {
        newestBegin = permit.begun();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a permit although the stripe is closed; the caller holds the registry's drain lock. */
  void addLate(Permit permit) {
    lock.lock();
    try {
      link(permit);
    } finally {
      lock.unlock();
    }
  }

  private void link(Permit permit) {
    permit.listed = true;
    permit.next = first;
    if (first != null) {
      first.previous = permit;
    }
    first = permit;
    if (permit.refused()) {
      refused++;
    } else {
      admitted++;
    }
  }

  /** Ends a permit; false if it had ended before. */
  boolean end(Permit permit) {
    boolean emptied;
    lock.lock();
    try {
      if (permit.ended) {
        registry.countClosedTwice();
        return false;
      }
      permit.ended = true;
      emptied = permit.listed && unlink(permit);
    } finally {
      lock.unlock();
    }
    if (emptied) {
      registry.settle();
    }
    return true;
  }

  /** Whether this may have been the last of its sort, once draining has begun. */
  private boolean unlink(Permit permit) {
    if (permit.previous == null) {
      first = permit.next;
    } else {
      permit.previous.next = permit.next;
    }
    if (permit.next != null) {
      permit.next.previous = permit.previous;
    }
    permit.next = null;
    permit.previous = null;
    if (permit.refused()) {
      return --refused == 0 && closed;
    }
    ended++;
    return --admitted == 0 && closed;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  Counts counts() {
    lock.lock();
    try {
      return new Counts(admitted, refused, ended, newestBegin);
    } finally {
      lock.unlock();
    }
  }

  /** Visits the permits in flight; the visitor must not call back. */
  void addTo(List<Permit> permits) {
    lock.lock();
    try {
      for (Permit permit = first; permit != null; permit = permit.next) {
        permits.add(permit);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a callback for when the permit is cancelled; false if that has happened. */
  boolean keep(Permit permit, Runnable callback) {
    lock.lock();
    try {
      if (permit.cancelled) {
        return false;
      }
      Runnable earlier = permit.callback;
      permit.callback = earlier == null ? callback : new Both(earlier, callback);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Cancels a permit; answers its callback if it is in flight and was not cancelled before. */
  @Nullable
  Runnable cancel(Permit permit) {
    lock.lock();
    try {
      if (permit.ended || permit.cancelled) {
        return null;
      }
      permit.cancelled = true;
      Runnable callback = permit.callback;
      permit.callback = null;
      return callback;
    } finally {
      lock.unlock();
    }
  }

  /** Two callbacks, of which the second runs whatever the first does. */
  private record Both(Runnable one, Runnable other) implements Runnable {
    @Override
    public void run() {
      try {
        one.run();
      } finally {
        other.run();
      }
    }
  }
}
