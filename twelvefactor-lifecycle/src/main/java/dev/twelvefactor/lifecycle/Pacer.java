// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Waits for what others announce, or for a time on the coordinator's clock. */
final class Pacer {

  private final ShutdownCoordinatorBuilder.Jvm jvm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();

  Pacer(ShutdownCoordinatorBuilder.Jvm jvm) {
    this.jvm = jvm;
  }

  long now() {
    return jvm.nanoTime();
  }

  /** Makes whoever waits look again. */
  void wake() {
    lock.lock();
    try {
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a condition holds or a time has come; whoever makes it hold calls {@link #wake}. */
  void await(BooleanSupplier done, long deadline) {
    long left = deadline - now();
    if (left <= 0 || done.getAsBoolean()) {
      return;
    }
    Runnable unschedule = jvm.schedule(Duration.ofNanos(left), this::wake);
    lock.lock();
    try {
      while (!done.getAsBoolean() && deadline - now() > 0) {
        woken.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
      unschedule.run();
    }
  }
}
