// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs a step model through every interleaving of its threads. A model is some integers that all
 * threads share, and for each thread the number of its next step; a step is atomic.
 */
final class Interleavings {

  private Interleavings() {}

  /** The algorithm under test, one atomic step at a time. */
  interface Model {
    /** The shared integers at the beginning; the threads' step numbers follow and are 0. */
    int[] shared();

    int threads();

    /** Does a thread's next step in place; false if the thread has ended or must wait. */
    boolean step(int thread, int[] state);

    /** What is wrong with a state; empty if nothing. */
    String fault(int[] state, boolean nobodyCanMove);
  }

  /** What was found. */
  record Outcome(int states, List<String> faults) {}

  private record Key(List<Integer> values) {}

  static Outcome explore(Model model) {
    int[] first = Arrays.copyOf(model.shared(), model.shared().length + model.threads());
    Set<Key> seen = new HashSet<>();
    List<String> faults = new ArrayList<>();
    Deque<int[]> open = new ArrayDeque<>();
    open.add(first);
    seen.add(key(first));
    while (!open.isEmpty()) {
      int[] state = open.pop();
      boolean moved = false;
      for (int thread = 0; thread < model.threads(); thread++) {
        int[] next = state.clone();
        if (model.step(thread, next)) {
          moved = true;
          if (seen.add(key(next))) {
            open.push(next);
          }
        }
      }
      String fault = model.fault(state, !moved);
      if (!fault.isEmpty()) {
        faults.add(fault + " in " + Arrays.toString(state));
      }
    }
    return new Outcome(seen.size(), faults);
  }

  private static Key key(int[] state) {
    return new Key(Arrays.stream(state).boxed().toList());
  }
}
