// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The fault of the moment and the counts of a {@link FaultProxy}. */
final class FaultSwitch {

  final AtomicLong requestBytes = new AtomicLong();
  final AtomicLong replyBytes = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Fault fault = Fault.of(Fault.Mode.PASS);

  Fault current() {
    return fault;
  }

  void set(Fault next) {
    lock.lock();
    try {
      fault = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Goes back to passing, unless another fault was set since. */
  void done(Fault finished) {
    lock.lock();
    try {
      if (fault == finished) {
        set(Fault.of(Fault.Mode.PASS));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of a black hole, or of the connection, and answers what applies then. */
  Fault awaitMoving(BooleanSupplier open) throws InterruptedException {
    lock.lock();
    try {
      while (fault.mode() == Fault.Mode.BLACK_HOLE && open.getAsBoolean()) {
        changed.await();
      }
      return fault;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those who wait, to look again whether their connection is open. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
