// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets calls in until it is closed, and then waits for those that are inside. */
final class Gate {

  private final AtomicBoolean closed = new AtomicBoolean();

  /** Each call holds one permit; whoever closes takes them all. */
  private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

  void enter() {
    if (!closed.get() && permits.tryAcquire()) {
      return;
    }
    throw new IllegalStateException("idempotent executor is closed");
  }

  boolean isClosed() {
    return closed.get();
  }

  void leave() {
    permits.release();
  }

  /** {@return whether this call closed it; an interrupt ends the waiting, and is kept} */
  boolean close(Duration timeout) {
    if (closed.getAndSet(true)) {
      return false;
    }
    try {
      permits.tryAcquire(Integer.MAX_VALUE, timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
