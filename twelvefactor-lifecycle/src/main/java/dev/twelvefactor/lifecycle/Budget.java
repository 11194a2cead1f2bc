// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the time of a shutdown is divided; nanoseconds since it began.
 *
 * @param total when everything is over
 * @param lameDuckMin how long traffic is served at least although readiness is off
 * @param lameDuckMax how long at most
 * @param quiet how long nothing new must begin for the lame duck to end before its maximum
 * @param soft when work still in flight is cancelled
 * @param cancelled when what was cancelled is given up, and closing begins
 */
record Budget(
    long total, long lameDuckMin, long lameDuckMax, long quiet, long soft, long cancelled) {

  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofHours(24);

  /** What was asked for; what was not has a share of the total. */
  static final class Parts {
    Duration total = Duration.ofSeconds(25);

    @Nullable
    Duration lameDuckMin;

    @Nullable
    Duration lameDuckMax;

    @Nullable
    Duration cancelGrace;

    @Nullable
    Duration closeReserve;

    Budget budget() {
      Duration grace = orShare(cancelGrace, 8);
      Duration reserve = orShare(closeReserve, 20);
      Duration room = total.minus(grace).minus(reserve);
      Duration max = lameDuckMax == null ? defaultMax(room) : lameDuckMax;
      Duration min = lameDuckMin == null ? shorter(share(12), max) : lameDuckMin;
      if (max.isNegative() || max.compareTo(room) > 0 || min.compareTo(max) > 0) {
        throw new IllegalArgumentException("a shutdown of " + text(total)
            + " is shorter than its parts: lame duck " + text(min)
            + (lameDuckMax == null ? "" : " to " + text(max))
            + " (SHUTDOWN_LAME_DUCK), cancel grace " + text(grace) + ", close reserve "
            + text(reserve) + "; lengthen the total timeout (SHUTDOWN_TIMEOUT) or shorten a part");
      }
      long soft = room.toNanos();
      return new Budget(
          total.toNanos(),
          min.toNanos(),
          max.toNanos(),
          share(4).toNanos(),
          soft,
          soft + grace.toNanos());
    }

    /** As the variables are written. */
    private static String text(Duration time) {
      return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    private Duration defaultMax(Duration room) {
      Duration share = share(40);
      return shorter(room, lameDuckMin == null ? share : longer(lameDuckMin, share));
    }

    private Duration orShare(@Nullable Duration asked, int percent) {
      return asked == null ? share(percent) : asked;
    }

    private Duration share(int percent) {
      return total.multipliedBy(percent).dividedBy(100);
    }

    private static Duration longer(Duration left, Duration right) {
      return left.compareTo(right) >= 0 ? left : right;
    }

    private static Duration shorter(Duration left, Duration right) {
      return left.compareTo(right) <= 0 ? left : right;
    }
  }

  long cancelGrace() {
    return cancelled - soft;
  }

  /** How long pausing the intake may take; never nothing, even without a lame duck. */
  long pause() {
    return Math.min(soft, Math.max(lameDuckMax, total / 100 * 12));
  }

  /** How often a shutdown that waits says for what. */
  long reportInterval() {
    return total / 10;
  }
}
