// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Waits for what others announce, or for a time on the coordinator's clock. */
final class Pacer {

  private static final int LOOK_MILLIS = 100;

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
    Runnable unschedule;
    try {
      unschedule = jvm.schedule(Duration.ofNanos(left), this::wake);
    } catch (Throwable e) {
      awaitWithoutTimer(done, deadline);
      return;
    }
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

  /** Looks now and then: a JVM that has no thread left for a timer still closes what is open. */
  private void awaitWithoutTimer(BooleanSupplier done, long deadline) {
    lock.lock();
    try {
      while (!done.getAsBoolean() && deadline - now() > 0) {
        boolean unused = woken.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      // The shutdown is not to be interrupted: whoever waits looks, and waits again.
    } finally {
      lock.unlock();
    }
  }

  static long earliest(long left, long right) {
    return left - right <= 0 ? left : right;
  }

  static long latest(long left, long right) {
    return left - right >= 0 ? left : right;
  }
}
