// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A task with its permit. */
final class TrackedTask implements Runnable {

  private final Permit permit;
  private final Runnable task;
  private final AtomicBoolean released = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread runner;

  TrackedTask(Permit permit, Runnable task) {
    this.permit = permit;
    this.task = task;
    permit.onCancel(this::cancel);
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    try {
      task.run();
    } finally {
      end();
      release();
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      // All permits are cancelled before the first task is interrupted, whose end would begin the
      // next.
      if (permit.cancelled()) {
        return false;
      }
      runner = Thread.currentThread();
      permit.handOff(runner);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      runner = null;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the task if it runs, or lets it never run; under the lock, lest the next is hit. */
  private void cancel() {
    lock.lock();
    try {
      if (runner != null) {
        runner.interrupt();
        return;
      }
    } finally {
      lock.unlock();
    }
    if (task instanceof Future<?> future) {
      future.cancel(false);
    }
    release();
  }

  /** Ends the permit, once whatever happens to the task. */
  void release() {
    if (released.compareAndSet(false, true)) {
      permit.close();
    }
  }

  /** Lets go of a task that its executor has given back; the task as it was handed in. */
  static Runnable unwrap(Runnable returned) {
    if (returned instanceof TrackedTask tracked) {
      tracked.release();
      return tracked.task;
    }
    return returned;
  }
}
