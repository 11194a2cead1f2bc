// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * {@link PermitRegistry} with two stripes; a step is what happens under one lock, and within the
 * drain lock each stripe is counted in a step of its own.
 *
 * <p>Threads: a parent on stripe 0, which begins a child on stripe 1 that may outlive it; a request
 * on stripe 1; a late request on stripe 0; and the closer.
 *
 * @param zero how it is decided that nothing is left
 */
record PermitModel(Zero zero) implements Interleavings.Model {

  enum Zero {
    /** All stripes under the drain lock: what is built. */
    RECOUNTED,
    /** A stripe that is closed and empty is done for good. */
    LATCHED_PER_STRIPE,
    /** All stripes, but whoever begins may do so in between. */
    COUNTED_WITHOUT_LOCK
  }

  private static final int STRIPES = 2;
  private static final int CLOSED = 2;
  private static final int ALL_CLOSED = 4;
  private static final int SEALED = 5;
  private static final int LOCKED = 6;
  private static final int SUM = 7;
  private static final int LATCHED = 12;
  private static final int CHILD_MAY_BEGIN = 14;
  private static final int SHARED = 15;

  private static final int PARENT = 0;
  private static final int CHILD = 1;
  private static final int LATE = 3;
  private static final int CLOSER = 4;

  // Steps: begin, late begin, work, settle (lock, count, count, decide), over.
  private static final int BEGIN_LATE = 1;
  private static final int WORK = 2;
  private static final int LOCK_TO_SETTLE = 3;
  private static final int DECIDE_TO_SETTLE = 6;
  private static final int OVER = 7;

  @Override
  public int[] shared() {
    return new int[SHARED];
  }

  @Override
  public int threads() {
    return 5;
  }

  @Override
  public boolean step(int thread, int[] state) {
    int at = SHARED + thread;
    if (thread == CLOSER) {
      return close(state, at);
    }
    int stripe = thread == PARENT || thread == LATE ? 0 : 1;
    int step = state[at];
    if (step == 0) {
      return begin(state, at, thread, stripe);
    }
    if (step < WORK) {
      return beginLate(state, at, thread, stripe);
    }
    if (step == WORK) {
      return end(state, at, thread, stripe);
    }
    return step < OVER && settle(state, at, thread);
  }

  private static boolean begin(int[] state, int at, int thread, int stripe) {
    if (thread == CHILD && state[CHILD_MAY_BEGIN] == 0) {
      return false;
    }
    if (state[CLOSED + stripe] == 1) {
      state[at] = BEGIN_LATE;
      return true;
    }
    state[stripe]++;
    state[at] = WORK;
    if (thread == PARENT) {
      state[CHILD_MAY_BEGIN] = 1;
    }
    return true;
  }

  private boolean beginLate(int[] state, int at, int thread, int stripe) {
    if (zero == Zero.RECOUNTED && state[LOCKED] != 0) {
      return false;
    }
    boolean admitted = thread == CHILD && state[SEALED] == 0;
    if (admitted) {
      state[stripe]++;
    }
    state[at] = admitted ? WORK : OVER;
    return true;
  }

  private boolean end(int[] state, int at, int thread, int stripe) {
    if (thread == PARENT && state[SHARED + CHILD] == 0 && state[CHILD_MAY_BEGIN] == 1) {
      // A parent ends before its child begins in some schedules: the child is then not begun.
      state[CHILD_MAY_BEGIN] = 0;
    }
    state[stripe]--;
    boolean emptied = state[stripe] == 0 && state[CLOSED + stripe] == 1;
    if (emptied && zero == Zero.LATCHED_PER_STRIPE) {
      latch(state, stripe);
    }
    state[at] = emptied && zero != Zero.LATCHED_PER_STRIPE ? LOCK_TO_SETTLE : OVER;
    return true;
  }

  private static void latch(int[] state, int stripe) {
    state[LATCHED + stripe] = 1;
    state[SEALED] = state[LATCHED] & state[LATCHED + 1];
  }

  private boolean settle(int[] state, int at, int thread) {
    if (state[at] < DECIDE_TO_SETTLE) {
      return count(state, at, thread, zero == Zero.RECOUNTED);
    }
    if (state[ALL_CLOSED] == 1 && state[SUM + thread] == 0) {
      state[SEALED] = 1;
    }
    unlock(state, thread);
    state[at] = OVER;
    return true;
  }

  /** Three steps: take the lock, count one stripe, count the other. */
  private static boolean count(int[] state, int at, int thread, boolean locks) {
    int step = state[at] - LOCK_TO_SETTLE;
    if (step == 0) {
      if (locks && state[LOCKED] != 0) {
        return false;
      }
      state[LOCKED] = locks ? thread + 1 : 0;
      state[SUM + thread] = 0;
    } else {
      state[SUM + thread] += state[step - 1];
    }
    state[at]++;
    return true;
  }

  private static void unlock(int[] state, int thread) {
    if (state[LOCKED] == thread + 1) {
      state[LOCKED] = 0;
    }
    state[SUM + thread] = 0;
  }

  private boolean close(int[] state, int at) {
    int step = state[at];
    if (step < STRIPES) {
      state[CLOSED + step] = 1;
      if (state[step] == 0 && zero == Zero.LATCHED_PER_STRIPE) {
        latch(state, step);
      }
      state[at] = step + 1;
      return true;
    }
    if (step == STRIPES) {
      if (state[LOCKED] != 0) {
        return false;
      }
      state[ALL_CLOSED] = 1;
      state[at] = zero == Zero.LATCHED_PER_STRIPE ? OVER : LOCK_TO_SETTLE;
      return true;
    }
    return step < OVER && settle(state, at, CLOSER);
  }

  @Override
  public String fault(int[] state, boolean nobodyCanMove) {
    for (int thread = 0; thread < CLOSER; thread++) {
      if (state[SEALED] == 1 && state[SHARED + thread] == WORK) {
        return "works after the end";
      }
    }
    return nobodyCanMove && state[SEALED] == 0 ? "never declared" : "";
  }
}
