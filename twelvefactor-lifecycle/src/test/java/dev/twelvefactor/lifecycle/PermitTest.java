// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.testkit.RandomCases;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitTest {

  @Test
  void end_manyThreads_exactlyOneIsTrue() throws Exception {
    Machine machine = Machine.running();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CyclicBarrier start = new CyclicBarrier(8);
    for (int round = 0; round < 500; round++) {
      Permit permit = machine.shutdown.begin(WorkKind.HTTP, "GET /");
      AtomicInteger ended = new AtomicInteger();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> {
          start.await();
          return permit.end() ? ended.incrementAndGet() : 0;
        }));
      }
      for (Future<?> one : all) {
        Object unused = one.get();
      }
      assertThat(ended).hasValue(1);
    }
    threads.shutdown();

    assertThat(machine.shutdown.inFlight().count()).isZero();
    assertThat(machine.report().closedTwice()).isEqualTo(500 * 7);
  }

  @Test
  void end_afterTheShutdown_isHarmless() {
    Machine machine = Machine.running();
    Permit stuck = machine.shutdown.begin(WorkKind.HTTP, "GET /stuck");
    ShutdownReport report = machine.report();

    assertThat(report.abandoned().count()).isEqualTo(1);
    assertThat(stuck.end()).isTrue();
    assertThat(stuck.end()).isFalse();
  }

  @Test
  void remaining_runningService_isUnknown() {
    try (Permit permit = Machine.running().shutdown.begin(WorkKind.HTTP, "GET /")) {
      assertThat(permit.remaining()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void inFlight_somePermits_areListedOldestFirstWithStack() throws InterruptedException {
    Machine machine = Machine.running();
    Permit old = machine.shutdown.begin(WorkKind.HTTP, "GET /");
    machine.advance(500);
    Permit young = machine.shutdown.begin(WorkKind.JOB, "import");
    old.label("GET /orders/{id}");
    Thread other = new Thread(() -> {}, "other");
    young.handOff(other);
    machine.advance(500);

    InFlight inFlight = machine.shutdown.inFlight();

    assertThat(inFlight.count()).isEqualTo(2);
    assertThat(inFlight.byKind()).containsEntry(WorkKind.HTTP, 1).containsEntry(WorkKind.JOB, 1);
    assertThat(inFlight.oldest())
        .extracting(InFlight.Work::label)
        .containsExactly("GET /orders/{id}", "import");
    assertThat(inFlight.oldest())
        .extracting(InFlight.Work::age)
        .containsExactly(Duration.ofSeconds(1), Duration.ofMillis(500));
    assertThat(inFlight.oldest().get(0).stack()).isNotEmpty();
    assertThat(inFlight.oldest().get(1).thread()).isEqualTo("other");
    assertThat(inFlight.toJson()).contains("\"count\":2", "\"label\":\"GET /orders/{id}\"");
  }

  @Test
  void begin_racingTheDrain_isWaitedForOrRefused() throws Exception {
    int rounds = Integer.getInteger("twelvefactor.lifecycle.rounds", 2_000);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    RandomCases.run(rounds, (random, index) -> {
      PermitRegistry registry = new PermitRegistry(new RealJvm(), new LifecycleLog());
      CyclicBarrier start = new CyclicBarrier(3);
      List<Future<Integer>> faults = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int spins = random.nextInt(40);
        faults.add(threads.submit(() -> {
          start.await();
          return faults(registry, spins);
        }));
      }
      int spins = random.nextInt(400);
      int unused = start.await();
      spin(spins);
      registry.close();

      for (Future<Integer> fault : faults) {
        assertThat(fault.get()).isZero();
      }
      assertThat(registry.drained()).isCompleted();
      assertThat(registry.totals().admitted()).isZero();
    });
    threads.shutdown();
  }

  /** How often work was admitted that the end did not wait for. */
  private static int faults(PermitRegistry registry, int spins) {
    int faults = 0;
    Permit permit = registry.begin(WorkKind.HTTP, "work", null);
    while (!permit.refused()) {
      Permit child = registry.begin(WorkKind.CHILD, "part", null);
      permit.close();
      spin(spins);
      if (!child.refused() && registry.drained().isDone()) {
        faults++;
      }
      child.close();
      permit = registry.begin(WorkKind.HTTP, "work", null);
    }
    permit.close();
    return faults;
  }

  private static void spin(int count) {
    for (int i = 0; i < count; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void run_whileDraining_throwsAndDoesNotRun() {
    Machine machine = Machine.running();
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
    machine.drain();
    AtomicInteger ran = new AtomicInteger();

    assertThatThrownBy(() -> machine.shutdown.run(WorkKind.HTTP, "GET /late", ran::incrementAndGet))
        .isInstanceOfSatisfying(
            ShuttingDownException.class,
            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)))
        .hasMessageContaining("GET /late");

    assertThat(ran).hasValue(0);
    open.close();
    machine.awaitState(LifecycleState.TERMINATED);
  }

  @Test
  void run_taskThrows_endsAndThrowsTheSame() {
    Machine machine = Machine.running();
    IOException failure = new IOException("no");

    assertThatThrownBy(() -> machine.shutdown.run(WorkKind.HTTP, "GET /", () -> {
          throw failure;
        }))
        .isSameAs(failure);
    assertThat(machine.shutdown.inFlight().count()).isZero();
  }

  @Test
  void track_stage_isInFlightUntilItCompletes() {
    Machine machine = Machine.running();
    CompletableFuture<String> answer = new CompletableFuture<>();

    var tracked = machine.shutdown.track(WorkKind.HTTP, "GET /", () -> answer);
    assertThat(machine.shutdown.inFlight().oldest().get(0).thread()).isEmpty();
    assertThat(machine.shutdown.inFlight().count()).isEqualTo(1);
    answer.complete("done");

    assertThat(machine.shutdown.inFlight().count()).isZero();
    assertThat(tracked.toCompletableFuture()).isCompletedWithValue("done");
  }

  @Test
  void track_taskThrows_ends() {
    Machine machine = Machine.running();

    assertThatThrownBy(() -> machine.shutdown.track(WorkKind.HTTP, "GET /", () -> {
          throw new IllegalStateException("no");
        }))
        .hasMessage("no");
    assertThat(machine.shutdown.inFlight().count()).isZero();
  }
}
