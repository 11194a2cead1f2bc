// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What is registered to be closed; nothing that is registered is lost, however late. */
final class Closers {

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Phase, List<Closer>> waiting = new EnumMap<>(Phase.class);
  private final Set<Phase> begun = EnumSet.noneOf(Phase.class);
  private boolean ended;

  /**
   * Keeps a closer for its phase.
   *
   * @return false if the phase has begun, and the caller must run it
   * @throws IllegalStateException if the shutdown is over
   */
  boolean add(Closer closer) {
    lock.lock();
    try {
      if (ended) {
        throw new IllegalStateException(
            "\"" + closer.name() + "\" is registered for " + closer.phase()
                + " after the shutdown has ended; register it before, or close it yourself");
      }
      if (begun.contains(closer.phase())) {
        return false;
      }
      waiting.computeIfAbsent(closer.phase(), phase -> new ArrayList<>()).add(closer);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a closer that still waits the first to run: what it was built on was there before. */
  void moveToEnd(Closer closer) {
    lock.lock();
    try {
      List<Closer> closers = waiting.get(closer.phase());
      if (closers != null && closers.remove(closer)) {
        closers.add(closer);
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(Closer closer) {
    lock.lock();
    try {
      List<Closer> closers = waiting.get(closer.phase());
      if (closers != null) {
        closers.remove(closer);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Begins a phase; its closers, the last registered first. */
  List<Closer> begin(Phase phase) {
    lock.lock();
    try {
      begun.add(phase);
      List<Closer> closers = new ArrayList<>(waiting.getOrDefault(phase, List.of()));
      waiting.remove(phase);
      Collections.reverse(closers);
      return closers;
    } finally {
      lock.unlock();
    }
  }

  boolean has(Phase phase) {
    lock.lock();
    try {
      return !waiting.getOrDefault(phase, List.of()).isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** How many phases from this one on have something to close; at least 1. */
  int phasesLeft(Phase from) {
    lock.lock();
    try {
      int left = 0;
      for (Map.Entry<Phase, List<Closer>> entry : waiting.entrySet()) {
        left += entry.getKey().compareTo(from) >= 0 && !entry.getValue().isEmpty() ? 1 : 0;
      }
      return Math.max(1, left);
    } finally {
      lock.unlock();
    }
  }

  /** From now on a registration is an error. */
  void end() {
    lock.lock();
    try {
      ended = true;
    } finally {
      lock.unlock();
    }
  }
}
