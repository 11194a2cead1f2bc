// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The server's time between two answers: the last time it told, and what has passed here since. The
 * wall clock of this machine plays no part.
 */
final class ServerClock {

  private record Reading(long serverMillis, long nanoTime) {}

  /** Before the first answer there is nothing to go by; a store asks the time when it connects. */
  private volatile Reading last = new Reading(0, System.nanoTime());

  void heard(long serverMillis) {
    last = new Reading(serverMillis, System.nanoTime());
  }

  Instant now() {
    Reading reading = last;
    long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reading.nanoTime);
    return Instant.ofEpochMilli(reading.serverMillis + passed);
  }
}
