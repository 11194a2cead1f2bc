// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's time between two answers: the last time it told, and what has passed here since. The
 * wall clock of this machine plays no part.
 */
final class ServerClock {

  private record Reading(long serverMillis, long nanoTime) {}

  private volatile @Nullable Reading last;

  void heard(long serverMillis) {
    last = new Reading(serverMillis, System.nanoTime());
  }

  /** The server's time, or null before the first answer. */
  @Nullable
  Instant now() {
    Reading reading = last;
    if (reading == null) {
      return null;
    }
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reading.nanoTime);
    return Instant.ofEpochMilli(reading.serverMillis + passed);
  }
}
