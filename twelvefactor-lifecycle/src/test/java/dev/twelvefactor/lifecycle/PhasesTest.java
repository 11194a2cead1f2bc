// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import dev.twelvefactor.lifecycle.ShutdownReport.Result;
import dev.twelvefactor.lifecycle.ShutdownReport.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closers: all run, in order, each within its time. */
class PhasesTest {

  private final List<String> order = new CopyOnWriteArrayList<>();

  @Test
  void phases_closersOfAll_runInPhaseOrderAndReverseRegistration() {
    Machine machine = Machine.running();
    for (Phase phase :
        List.of(Phase.LOGGING, Phase.CLOSE, Phase.PAUSE_INTAKE, Phase.FLUSH, Phase.STOP_SERVER)) {
      machine.shutdown.onShutdown(phase, phase + " 1", () -> order.add(phase + " 1"));
      machine.shutdown.onShutdown(phase, phase + " 2", () -> order.add(phase + " 2"));
    }

    ShutdownReport report = machine.report();

    assertThat(order)
        .containsExactly(
            "PAUSE_INTAKE 2",
            "PAUSE_INTAKE 1",
            "STOP_SERVER 2",
            "STOP_SERVER 1",
            "FLUSH 2",
            "FLUSH 1",
            "CLOSE 2",
            "CLOSE 1",
            "LOGGING 2",
            "LOGGING 1");
    assertThat(report.steps()).extracting(Step::name).containsExactlyElementsOf(order);
    assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
  }

  @Test
  void pauseIntake_termWithWorkInFlight_runsBeforeTheLameDuckEnds() {
    Machine machine = Machine.running();
    machine.shutdown.onShutdown(Phase.PAUSE_INTAKE, "consumer", () -> order.add("paused"));

    machine.jvm.signal("TERM");

    machine.awaitEvent("consumer CLOSED");
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);
  }

  @Test
  void closers_thatFailInEveryWay_doNotKeepOthersFromRunning() {
    Machine machine = Machine.running();
    CompletableFuture<Object> never = new CompletableFuture<>();
    CountDownLatch stuck = new CountDownLatch(1);
    machine.shutdown.onShutdown(Phase.CLOSE, "first", () -> order.add("first"));
    machine.shutdown.onShutdown(Phase.CLOSE, "exception", () -> {
      throw new IOException("disk full");
    });
    machine.shutdown.onShutdown(Phase.CLOSE, "error", () -> {
      throw new NoClassDefFoundError("Late");
    });
    machine.shutdown.onShutdown(Phase.CLOSE, "overflow", PhasesTest::overflow);
    machine.shutdown.onShutdown(Phase.CLOSE, "never", stuck::await);
    machine.shutdown.onShutdownAsync(Phase.CLOSE, "never completes", () -> never);
    machine.shutdown.onShutdownAsync(
        Phase.CLOSE, "fails late", () -> CompletableFuture.failedFuture(new IOException("late")));
    machine.shutdown.onShutdownAsync(Phase.CLOSE, "null", PhasesTest::none);
    machine.shutdown.onShutdown(Phase.LOGGING, "last", () -> order.add("last"));

    ShutdownReport report = machine.report("never", "never completes");

    assertThat(order).containsExactly("first", "last");
    assertThat(report.steps())
        .extracting(step -> step.name() + " " + step.result())
        .containsExactly(
            "null FAILED",
            "fails late FAILED",
            "never completes ABANDONED",
            "never ABANDONED",
            "overflow FAILED",
            "error FAILED",
            "exception FAILED",
            "first CLOSED",
            "last CLOSED");
    assertThat(report.steps().get(6).failure()).hasMessage("disk full");
    assertThat(report.steps().get(1).failure()).hasMessage("late");
    assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(report.exitCode()).isEqualTo(70);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static void overflow() {
    overflow();
  }

  @SuppressWarnings("NullAway")
  private static CompletableFuture<Object> none() {
    return null;
  }

  @Test
  void closers_tenThatNeverReturn_endAtTheTotal() {
    Machine machine = Machine.running();
    CountDownLatch never = new CountDownLatch(1);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Phase phase = List.of(Phase.values()).get(i % 5);
      names.add("stuck " + i);
      machine.shutdown.onShutdown(phase, "stuck " + i, () -> ignoringInterrupts(never));
    }

    ShutdownReport report = machine.report(names.toArray(String[]::new));

    assertThat(report.steps()).hasSize(10).allMatch(step -> step.result() == Result.ABANDONED);
    assertThat(report.took()).isEqualTo(Duration.ofSeconds(25));
    never.countDown();
  }

  private static void ignoringInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // That is what it is for.
      }
    }
  }

  @Test
  void closeReserve_shorterThanHalfASecond_isTheClosersTime() throws InterruptedException {
    Machine machine = Machine.running(options -> options.closeReserve(Duration.ofMillis(100)));
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    machine.shutdown.onShutdown(Phase.CLOSE, "store", () -> {
      closing.countDown();
      go.await();
    });
    Permit stuck = machine.shutdown.begin(WorkKind.HTTP, "GET /stuck");
    machine.drain();
    machine.advance(12_900);
    machine.awaitTimer(24_900);
    machine.advance(2_000);
    assertThat(closing.await(10, TimeUnit.SECONDS)).isTrue();

    machine.awaitTimer(25_000);
    go.countDown();

    machine.awaitEvent("store CLOSED");
    stuck.close();
  }

  @Test
  void logging_afterPhasesThatTakeAllTheirTime_keepsHalfASecond() {
    Machine machine = Machine.running(options -> options.closeReserve(Duration.ofMillis(1_200)));
    CountDownLatch never = new CountDownLatch(1);
    for (Phase phase : List.of(Phase.STOP_SERVER, Phase.FLUSH, Phase.CLOSE, Phase.LOGGING)) {
      machine.shutdown.onShutdown(phase, phase.name(), () -> ignoringInterrupts(never));
    }
    Permit stuck = machine.shutdown.begin(WorkKind.HTTP, "GET /stuck");
    machine.drain();
    machine.advance(11_800);
    machine.awaitTimer(23_800);
    machine.advance(2_000);

    machine.awaitTimer(24_100);
    machine.advance(300);
    machine.awaitTimer(24_400);
    machine.advance(300);
    machine.awaitTimer(24_500);
    machine.advance(100);
    machine.awaitEvent("CLOSE ABANDONED");
    machine.advance(500);

    machine.awaitEvent("LOGGING ABANDONED");
    never.countDown();
    stuck.close();
  }

  @Test
  void parallel_closersThatNeedEachOther_runAtTheSameTime() {
    Machine machine = Machine.running();
    CyclicBarrier both = new CyclicBarrier(2);
    machine.shutdown.onShutdown(Phase.CLOSE, "one", both::await).parallel();
    machine.shutdown.onShutdown(Phase.CLOSE, "other", both::await).parallel();

    ShutdownReport report = machine.report();

    assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
  }

  @Test
  void registration_closed_isNotRun() {
    Machine machine = Machine.running();
    Registration registration =
        machine.shutdown.onShutdown(Phase.CLOSE, "store", () -> order.add("store"));

    registration.close();
    registration.close();
    ShutdownReport report = machine.report();

    assertThat(order).isEmpty();
    assertThat(report.steps()).isEmpty();
  }

  @Test
  void registration_fromACloserForItsOwnPhase_runsAtOnce() {
    Machine machine = Machine.running();
    machine.shutdown.onShutdown(Phase.CLOSE, "outer", () -> {
      Registration late =
          machine.shutdown.onShutdown(Phase.CLOSE, "inner", () -> order.add("inner"));
      order.add("at once " + late.ranAtOnce());
      Registration next =
          machine.shutdown.onShutdown(Phase.LOGGING, "next", () -> order.add("next"));
      order.add("at once " + next.ranAtOnce());
    });

    ShutdownReport report = machine.report();

    assertThat(order).containsExactly("inner", "at once true", "at once false", "next");
    assertThat(report.steps()).extracting(Step::name).containsExactly("inner", "outer", "next");
  }

  @Test
  void registration_afterTheEnd_isAnError() {
    Machine machine = Machine.running();
    ShutdownReport unused = machine.report();

    assertThatThrownBy(() -> machine.shutdown.onShutdown(Phase.CLOSE, "late", () -> order.add("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"late\"")
        .hasMessageContaining("after the shutdown has ended");
    assertThat(order).isEmpty();
  }

  @Test
  void registration_racingTheShutdown_isNeverLost() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Machine machine = Machine.running(options -> options.lameDuck(Duration.ZERO));
      CountDownLatch ran = new CountDownLatch(1);
      Thread registering = new Thread(() -> {
        try {
          Registration unused = machine.shutdown.onShutdown(Phase.CLOSE, "x", ran::countDown);
        } catch (IllegalStateException e) {
          ran.countDown();
        }
      });

      registering.start();
      machine.jvm.signal("TERM");
      registering.join();

      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void executor_idle_isShutDownAndAwaited() {
    Machine machine = Machine.running();
    ExecutorService executor = Executors.newFixedThreadPool(1);
    executor.execute(() -> order.add("task"));
    machine.shutdown.onShutdown(Phase.CLOSE, "pool", executor);

    ShutdownReport report = machine.report();

    assertThat(report.steps()).extracting(Step::result).containsExactly(Result.CLOSED);
    assertThat(executor.isTerminated()).isTrue();
    assertThat(order).containsExactly("task");
  }
}
