// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Counts the events that were not written, until a line in the log says so. Safe for many threads. */
final class Losses {

  /** Why an event was not written. */
  enum Reason {
    STALLED,
    NO_READER,
    NO_SPACE,
    IO_ERROR
  }

  /** Losses since the last report. */
  record Report(Map<Severity, Long> byLevel, Map<Reason, Long> byReason, Instant since) {

    long count() {
      long count = 0;
      for (long some : byLevel.values()) {
        count += some;
      }
      return count;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Severity, Long> byLevel = new EnumMap<>(Severity.class);
  private final Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
  private @Nullable Instant since;
  private volatile boolean any;

  void count(Severity severity, Reason reason) {
    lock.lock();
    try {
      byLevel.merge(severity, 1L, Long::sum);
      byReason.merge(reason, 1L, Long::sum);
      since = since == null ? Instant.now() : since;
      any = true;
    } finally {
      lock.unlock();
    }
  }

  boolean any() {
    return any;
  }

  /** What was lost and is not {@link #reported} yet. */
  Report report() {
    lock.lock();
    try {
      return new Report(
          new EnumMap<>(byLevel), new EnumMap<>(byReason), since == null ? Instant.now() : since);
    } finally {
      lock.unlock();
    }
  }

  /** Takes off what a report has said. */
  void reported(Report report) {
    lock.lock();
    try {
      report.byLevel.forEach((level, count) -> takeOff(byLevel, level, count));
      report.byReason.forEach((reason, count) -> takeOff(byReason, reason, count));
      any = !byReason.isEmpty();
      since = any ? Instant.now() : null;
    } finally {
      lock.unlock();
    }
  }

  private static <K> void takeOff(Map<K, Long> counts, K key, long count) {
    counts.computeIfPresent(key, (unused, all) -> all > count ? Long.valueOf(all - count) : null);
  }
}
