// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which thread waits for which lazy value, to find values that need each other before the threads
 * that make them wait for ever. Entries live only as long as a wait.
 */
final class Waits {

  private static final ReentrantLock lock = new ReentrantLock();
  private static final Map<Thread, Wait> waits = new HashMap<>();

  private Waits() {}

  private record Wait(String name, Thread owner) {}

  /**
   * Notes that this thread is about to wait.
   *
   * @param name the value it waits for
   * @param owner the thread that makes the value
   * @throws IllegalStateException if that thread waits, directly or not, for this one
   */
  static void begin(String name, Thread owner) {
    Thread me = Thread.currentThread();
    lock.lock();
    try {
      StringJoiner chain = new StringJoiner(" -> ").add(name);
      Thread maker = owner;
      while (maker != me) {
        Wait next = waits.get(maker);
        if (next == null) {
          waits.put(me, new Wait(name, owner));
          return;
        }
        chain.add(next.name());
        maker = next.owner();
      }
      throw new IllegalStateException("lazy \"" + name + "\" needs itself while it is made: "
          + chain.add(name) + "; break the circle, for instance by a further Lazy");
    } finally {
      lock.unlock();
    }
  }

  static void end() {
    lock.lock();
    try {
      waits.remove(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }
}
