// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.lifecycle.Interleavings.Model;
import dev.twelvefactor.lifecycle.Interleavings.Outcome;
import org.junit.jupiter.api.Test;

/**
 * Every interleaving of the two counting algorithms, and of four that look right and are not, which
 * prove that the search would find a fault.
 *
 * <p>The promise: once the end is declared, nobody works, and nobody begins to; and if all end, the
 * end is declared.
 */
class InterleavingTest {

  private static final int WORKERS = 4;

  @Test
  void gate_allInterleavings_neverDeclaresTheEndUnderWork() {
    Outcome outcome = Interleavings.explore(new GateModel(WORKERS));

    System.out.println("gate: " + outcome.states() + " states");
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.states()).isGreaterThan(500);
  }

  @Test
  void permits_allInterleavings_neverDeclareTheEndUnderWork() {
    Outcome outcome = Interleavings.explore(new PermitModel(PermitModel.Zero.RECOUNTED));

    System.out.println("permits: " + outcome.states() + " states");
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.states()).isGreaterThan(500);
  }

  @Test
  void permits_zeroLatchedPerStripe_missChildOnAnotherStripe() {
    Outcome outcome = Interleavings.explore(new PermitModel(PermitModel.Zero.LATCHED_PER_STRIPE));

    assertThat(outcome.faults()).anyMatch(fault -> fault.startsWith("works after the end"));
  }

  @Test
  void permits_zeroDecidedOutsideTheLock_missChild() {
    Outcome outcome = Interleavings.explore(new PermitModel(PermitModel.Zero.COUNTED_WITHOUT_LOCK));

    assertThat(outcome.faults()).anyMatch(fault -> fault.startsWith("works after the end"));
  }

  @Test
  void counter_flagCheckedBeforeIncrement_missesWorker() {
    Outcome outcome = Interleavings.explore(new CheckThenCount(2));

    assertThat(outcome.faults()).anyMatch(fault -> fault.startsWith("works after the end"));
  }

  @Test
  void adder_unitEndsOnAnotherCell_missesWorker() {
    Outcome outcome = Interleavings.explore(new WanderingAdder(true));

    assertThat(outcome.faults()).anyMatch(fault -> fault.startsWith("works after the end"));
  }

  @Test
  void adder_unitEndsOnItsOwnCell_missesNobody() {
    Outcome outcome = Interleavings.explore(new WanderingAdder(false));

    assertThat(outcome.faults()).noneMatch(fault -> fault.startsWith("works after the end"));
  }

  /** Reads the flag, then counts itself: not the same step. */
  private record CheckThenCount(int workers) implements Model {
    // Shared: 0 closed, 1 count, 2 declared. Worker: 0 check, 1 count, 2 work, 3 over.

    @Override
    public int[] shared() {
      return new int[3];
    }

    @Override
    public int threads() {
      return workers + 1;
    }

    @Override
    public boolean step(int thread, int[] state) {
      int at = 3 + thread;
      if (thread == workers) {
        return close(state, at);
      }
      switch (state[at]) {
        case 0 -> state[at] = state[0] == 0 ? 1 : 3;
        case 1 -> {
          state[1]++;
          state[at] = 2;
        }
        case 2 -> {
          state[1]--;
          state[at] = 3;
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private static boolean close(int[] state, int at) {
      if (state[at] == 0) {
        state[0] = 1;
        state[at] = 1;
        return true;
      }
      if (state[at] == 1 && state[1] == 0) {
        state[2] = 1;
        state[at] = 2;
        return true;
      }
      return false;
    }

    @Override
    public String fault(int[] state, boolean nobodyCanMove) {
      for (int worker = 0; worker < workers; worker++) {
        if (state[2] == 1 && state[3 + worker] == 2) {
          return "works after the end";
        }
      }
      return "";
    }
  }

  /**
   * Counts itself before it reads the flag, on cells that are summed one after another; a unit that
   * begins on one cell and ends on the other can hide another unit from the sum.
   */
  private record WanderingAdder(boolean wanders) implements Model {
    // Shared: 0 closed, 1 and 2 cells, 3 declared, 4 sum. Worker: 0 count, 1 check, 2 work, 3 undo,
    // 4 over. Closer: 0 close, 1 and 2 read a cell, 3 decide.
    private static final int WORKERS = 3;

    @Override
    public int[] shared() {
      return new int[5];
    }

    @Override
    public int threads() {
      return WORKERS + 1;
    }

    @Override
    public boolean step(int thread, int[] state) {
      int at = 5 + thread;
      if (thread == WORKERS) {
        return close(state, at);
      }
      int begins = 1 + thread % 2;
      int ends = wanders && thread == 0 ? 3 - begins : begins;
      switch (state[at]) {
        case 0 -> {
          state[begins]++;
          state[at] = 1;
        }
        case 1 -> state[at] = state[0] == 0 ? 2 : 3;
        case 2, 3 -> {
          state[ends]--;
          state[at] = 4;
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private static boolean close(int[] state, int at) {
      switch (state[at]) {
        case 0 -> {
          state[0] = 1;
          state[at] = 1;
        }
        case 1 -> {
          state[4] = state[1];
          state[at] = 2;
        }
        case 2 -> {
          state[4] += state[2];
          state[at] = 3;
        }
        case 3 -> {
          state[3] = state[4] == 0 ? 1 : 0;
          state[at] = state[4] == 0 ? 4 : 1;
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    @Override
    public String fault(int[] state, boolean nobodyCanMove) {
      for (int worker = 0; worker < WORKERS; worker++) {
        if (state[3] == 1 && state[5 + worker] == 2) {
          return "works after the end";
        }
      }
      return "";
    }
  }
}
