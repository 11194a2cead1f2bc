// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * {@link Gate} with two stripes, one atomic memory access a step; the words are as in the gate, bit
 * 0 closed and the count above it.
 *
 * @param workers how many enter; every second one on the other stripe
 */
record GateModel(int workers) implements Interleavings.Model {

  private static final int STRIPES = 2;
  private static final int LATCHED = STRIPES;
  private static final int LEFT = 2 * STRIPES;
  private static final int DECLARED = 2 * STRIPES + 1;
  private static final int SHARED = 2 * STRIPES + 2;

  // A worker's steps.
  private static final int ADD = 0;
  private static final int WORK = 1;
  private static final int UNDO = 2;
  private static final int LATCH = 3;
  private static final int COUNT_DOWN = 4;
  private static final int OVER = 5;

  @Override
  public int[] shared() {
    int[] shared = new int[SHARED];
    shared[LEFT] = STRIPES;
    return shared;
  }

  @Override
  public int threads() {
    return workers + 1;
  }

  @Override
  public boolean step(int thread, int[] state) {
    int at = SHARED + thread;
    return thread == workers ? close(state, at) : work(state, at, thread % STRIPES);
  }

  private static boolean work(int[] state, int at, int stripe) {
    switch (state[at]) {
      case ADD -> {
        boolean closed = (state[stripe] & 1) == 1;
        state[stripe] += 2;
        state[at] = closed ? UNDO : WORK;
      }
      case WORK, UNDO -> {
        state[stripe] -= 2;
        state[at] = state[stripe] == 1 ? LATCH : OVER;
      }
      case LATCH -> {
        boolean first = state[LATCHED + stripe] == 0;
        state[LATCHED + stripe] = 1;
        state[at] = first ? COUNT_DOWN : OVER;
      }
      case COUNT_DOWN -> {
        state[DECLARED] = --state[LEFT] == 0 ? 1 : 0;
        state[at] = OVER;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Three steps for each stripe: set the bit, latch if it was empty, count down. */
  private static boolean close(int[] state, int at) {
    int stripe = state[at] / 3;
    if (stripe == STRIPES) {
      return false;
    }
    switch (state[at] % 3) {
      case 0 -> {
        boolean empty = state[stripe] == 0;
        state[stripe] |= 1;
        state[at] += empty ? 1 : 3;
      }
      case 1 -> {
        boolean first = state[LATCHED + stripe] == 0;
        state[LATCHED + stripe] = 1;
        state[at] += first ? 1 : 2;
      }
      default -> {
        state[DECLARED] = --state[LEFT] == 0 ? 1 : 0;
        state[at]++;
      }
    }
    return true;
  }

  @Override
  public String fault(int[] state, boolean nobodyCanMove) {
    for (int worker = 0; worker < workers; worker++) {
      if (state[DECLARED] == 1 && state[SHARED + worker] == WORK) {
        return "works after the end";
      }
    }
    return nobodyCanMove && state[DECLARED] == 0 ? "never declared" : "";
  }
}
