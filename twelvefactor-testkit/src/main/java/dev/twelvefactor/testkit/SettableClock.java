// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that moves only when a test moves it.
 *
 * <p>It tells two times, as a machine does: {@link #instant} can be set to anything, back and
 * forth; {@link #nanoTime} only ever advances. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class SettableClock implements InstantSource {

  private final ReentrantLock lock = new ReentrantLock();
  private Instant now;
  private long nanos;

  private SettableClock(Instant start) {
    this.now = start;
  }

  /** {@return a clock that stands at 2030-01-01T00:00:00Z} */
  public static SettableClock create() {
    return at(Instant.parse("2030-01-01T00:00:00Z"));
  }

  /**
   * Makes a clock that stands at a given time.
   *
   * @param start what {@link #instant} answers first
   * @return the clock
   */
  public static SettableClock at(Instant start) {
    return new SettableClock(requireNonNull(start, "start"));
  }

  @Override
  public Instant instant() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@return nanoseconds since an arbitrary moment, as {@link System#nanoTime} tells them; {@link
   * #advance} moves them and {@link #set} does not}
   */
  public long nanoTime() {
    lock.lock();
    try {
      return nanos;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets time pass.
   *
   * @param time how much; zero or positive
   * @throws IllegalArgumentException if {@code time} is negative; {@link #set} goes back
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "time is " + time + ", expected zero or more; set(Instant) turns the clock back");
    }
    lock.lock();
    try {
      now = now.plus(time);
      nanos = Math.addExact(nanos, time.toNanos());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Turns the clock, as an operator or a time server does; no time passes by it.
   *
   * @param instant what {@link #instant} answers from now on, later or earlier than before
   */
  public void set(Instant instant) {
    requireNonNull(instant, "instant");
    lock.lock();
    try {
      now = instant;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return instant().toString();
  }
}
