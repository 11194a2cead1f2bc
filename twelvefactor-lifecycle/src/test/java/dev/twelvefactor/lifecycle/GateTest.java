// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.testkit.RandomCases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void close_somebodyInside_completesWhenTheLastLeaves() {
    Gate gate = Gate.create("loop");
    int one = gate.enter();
    int other = gate.enter();

    var empty = gate.close().toCompletableFuture();
    assertThat(gate.enter()).isEqualTo(Gate.REFUSED);
    assertThat(gate.inside()).isEqualTo(2);
    gate.exit(one);
    assertThat(empty).isNotDone();
    gate.exit(other);

    assertThat(empty).isCompleted();
    assertThat(gate.close().toCompletableFuture()).isCompleted();
  }

  @Test
  void exit_more_thanEntered_isReported() {
    Gate gate = Gate.create("loop");
    int pass = gate.enter();
    gate.exit(pass);

    assertThatThrownBy(() -> gate.exit(pass))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"loop\"")
        .hasMessageContaining("given back twice");
    assertThat(gate.inside()).isZero();
    assertThatThrownBy(() -> gate.exit(Gate.REFUSED)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void enter_racingTheClose_isWaitedForOrRefused() throws Exception {
    int rounds = Integer.getInteger("twelvefactor.lifecycle.rounds", 2_000);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    RandomCases.run(rounds, (random, index) -> {
      Gate gate = Gate.create("loop");
      CyclicBarrier start = new CyclicBarrier(3);
      List<Future<Integer>> faults = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        faults.add(threads.submit(() -> {
          start.await();
          return faults(gate);
        }));
      }
      int spins = random.nextInt(400);
      int unused = start.await();
      for (int i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      var empty = gate.close().toCompletableFuture();

      for (Future<Integer> fault : faults) {
        assertThat(fault.get()).isZero();
      }
      assertThat(empty).isCompleted();
      assertThat(gate.inside()).isZero();
    });
    threads.shutdown();
  }

  private static int faults(Gate gate) {
    int faults = 0;
    for (int pass = gate.enter(); pass >= 0; pass = gate.enter()) {
      if (gate.empty().isDone()) {
        faults++;
      }
      gate.exit(pass);
    }
    return faults;
  }

  @Test
  void shutdown_somebodyInside_waits() {
    Machine machine = Machine.running();
    Gate gate = machine.shutdown.gate("loop");
    int pass = gate.enter();
    machine.jvm.signal("TERM");
    machine.advance(3_000);
    machine.awaitDrain();
    assertThat(machine.shutdown.inFlight().gates()).containsEntry("loop", 1L);
    assertThat(machine.shutdown.gate("late").enter()).isEqualTo(Gate.REFUSED);

    gate.exit(pass);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
  }
}
