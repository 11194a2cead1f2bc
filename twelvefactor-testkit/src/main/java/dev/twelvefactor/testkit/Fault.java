// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a {@link FaultProxy} does to what passes. */
final class Fault {

  enum Mode {
    PASS,
    DELAY,
    CUT_REQUEST,
    CUT_REPLY,
    DROP_REPLIES,
    BLACK_HOLE,
    REFUSE,
    ANSWER
  }

  private final Mode mode;
  private final Duration delay;
  private final AtomicLong budget;
  private final byte[] answer;

  private Fault(Mode mode, Duration delay, long budget, byte[] answer) {
    this.mode = mode;
    this.delay = delay;
    this.budget = new AtomicLong(budget);
    this.answer = answer;
  }

  static Fault of(Mode mode) {
    return new Fault(mode, Duration.ZERO, 0, new byte[0]);
  }

  static Fault delay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay is " + delay + ", expected zero or more");
    }
    return new Fault(Mode.DELAY, delay, 0, new byte[0]);
  }

  static Fault cut(Mode mode, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ", expected zero or more");
    }
    return new Fault(mode, Duration.ZERO, bytes, new byte[0]);
  }

  static Fault answer(byte[] reply) {
    return new Fault(Mode.ANSWER, Duration.ZERO, 0, reply.clone());
  }

  Mode mode() {
    return mode;
  }

  /** How long a chunk waits. */
  Duration delay() {
    return delay;
  }

  /** What is sent in place of the server's reply; not to be changed. */
  byte[] answer() {
    return answer;
  }

  /** Whether nothing more may pass in the direction that is to be cut. */
  boolean isSpent() {
    return budget.get() == 0;
  }

  /** Takes bytes off the budget, as many as it has, and answers how many that were. */
  int take(int count) {
    long before = budget.getAndUpdate(left -> left - Math.min(left, count));
    return (int) Math.min(before, count);
  }
}
