// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who may end the process, and how fast. */
class TriggersTest {

  @Test
  void secondSignal_workInFlight_cancelsAtOnce() {
    Machine machine = Machine.running();
    Permit stuck = machine.shutdown.begin(WorkKind.JOB, "stuck");
    machine.jvm.signal("TERM");
    machine.advance(1_000);

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.CANCELLING);
    await().untilAsserted(() -> assertThat(stuck.cancelled()).isTrue());
    assertThat(stuck.remaining()).contains(Duration.ZERO);
    machine.awaitEvent("CANCELLING");
    assertThat(machine.events).containsExactly("RUNNING", "LAME_DUCK", "DRAINING", "CANCELLING");
    stuck.close();
    machine.awaitState(LifecycleState.TERMINATED);
    machine.awaitEnd("exit 70");
  }

  @Test
  void signal_onADaemonThread_isCarriedOutByOneThatKeepsTheJvmAlive() throws InterruptedException {
    Machine machine = Machine.running();
    Thread handler = new Thread(() -> machine.jvm.signal("TERM"), "SIGTERM handler");
    handler.setDaemon(true);
    handler.start();
    handler.join();

    ShutdownReport unused = machine.report();
    machine.awaitEnd("exit 0");

    assertThat(machine.jvm.exitThreads).singleElement().matches(thread -> !thread.isDaemon());
  }

  @Test
  void signal_thatCannotBeHandled_haltsAllTheSame() {
    Machine machine = Machine.running();
    machine.jvm.breakTimers();

    machine.jvm.signal("TERM");

    assertThat(machine.jvm.ends).contains("halt 70");
    machine.advance(25_000);
  }

  @Test
  void secondSignal_lameDuckOfIdleService_closesAtOnceAndCleanly() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    machine.advance(1_000);

    machine.jvm.signal("INT");

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().outcome()).isEqualTo(Outcome.CLEAN);
  }

  @Test
  void secondSignal_intakeStillPausing_leavesItTheCancelGrace() throws InterruptedException {
    Machine machine = Machine.running();
    CountDownLatch pausing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    machine.shutdown.onShutdown(Phase.PAUSE_INTAKE, "not begun", () -> {});
    machine.shutdown.onShutdown(Phase.PAUSE_INTAKE, "consumer", () -> {
      pausing.countDown();
      go.await();
    });
    machine.jvm.signal("TERM");
    assertThat(pausing.await(10, TimeUnit.SECONDS)).isTrue();
    machine.advance(1_000);

    machine.jvm.signal("TERM");
    machine.awaitTimer(3_000);
    go.countDown();

    machine.awaitEvent("consumer CLOSED");
    machine.awaitEvent("not begun CLOSED");
    machine.awaitEnd("exit 0");
  }

  @Test
  void secondSignal_intakeNeverPauses_goesOnAfterTheCancelGrace() {
    Machine machine = Machine.running();
    CountDownLatch never = new CountDownLatch(1);
    machine.shutdown.onShutdown(Phase.PAUSE_INTAKE, "consumer", never::await);
    machine.jvm.signal("TERM");
    machine.advance(1_000);
    machine.jvm.signal("TERM");
    machine.awaitTimer(3_000);

    machine.advance(2_000);

    machine.awaitEvent("consumer ABANDONED");
    machine.awaitEnd("exit 70");
  }

  @Test
  void secondSignal_withinASecond_countsAsTheFirst() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    machine.advance(999);

    machine.jvm.signal("TERM");
    machine.jvm.signal("INT");
    ShutdownReport report = machine.report();

    assertThat(report.timeline().get(1).offset()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    machine.awaitEnd("exit 0");
  }

  @Test
  void secondSignal_whileClosing_halts() throws InterruptedException {
    Machine machine = Machine.running();
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    machine.shutdown.onShutdown(Phase.CLOSE, "store", () -> {
      closing.countDown();
      never.await();
    });
    machine.jvm.signal("TERM");
    machine.advance(3_000);
    assertThat(closing.await(10, TimeUnit.SECONDS)).isTrue();

    machine.jvm.signal("TERM");

    assertThat(machine.jvm.ends).containsExactly("halt 70");
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.FORCED);
    never.countDown();
  }

  @Test
  void thirdSignal_anyTime_halts() {
    Machine machine = Machine.running();
    Permit stuck = machine.shutdown.begin(WorkKind.JOB, "stuck");
    machine.jvm.signal("TERM");
    machine.advance(1_000);
    machine.jvm.signal("TERM");
    machine.awaitState(LifecycleState.CANCELLING);
    machine.advance(1_000);

    machine.jvm.signal("TERM");

    assertThat(machine.jvm.ends).containsExactly("halt 70");
    stuck.close();
  }

  @Test
  void watchdog_foreignHookHangsAfterCleanEnd_haltsAtTheTotal() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    ShutdownReport report = machine.report();
    machine.awaitEnd("exit 0");
    assertThat(report.took()).isLessThan(Duration.ofSeconds(20));

    machine.advance(25_000);

    assertThat(machine.jvm.ends).containsExactly("exit 0", "halt 70");
  }

  @Test
  void hook_runningService_goesThroughAllStatesAndNeverExits() throws InterruptedException {
    Machine machine = Machine.running();
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");

    Thread hook = machine.jvm.runHook();
    machine.awaitState(LifecycleState.LAME_DUCK);
    machine.advanceTo(LifecycleState.DRAINING);
    assertThat(hook.isAlive()).isTrue();
    open.close();
    ShutdownReport report = machine.report();
    hook.join(10_000);

    assertThat(hook.isAlive()).isFalse();
    assertThat(report.reason()).isEqualTo("JVM exit");
    assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(machine.jvm.ends).isEmpty();
  }

  @Test
  void hook_duringASignalsSequence_joinsItAndLeavesTheExitToTheJvm() throws InterruptedException {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");

    Thread hook = machine.jvm.runHook();
    ShutdownReport report = machine.report();
    hook.join(10_000);

    assertThat(hook.isAlive()).isFalse();
    assertThat(report.reason()).isEqualTo("SIGTERM");
    assertThat(machine.jvm.ends).isEmpty();
  }

  @Test
  void hook_afterTheEnd_returnsAtOnce() throws InterruptedException {
    Machine machine = Machine.running();
    ShutdownReport unused = machine.report();

    Thread hook = machine.jvm.runHook();
    hook.join(10_000);

    assertThat(hook.isAlive()).isFalse();
  }

  @Test
  void hook_thenSignal_cancels() {
    Machine machine = Machine.running();
    Permit stuck = machine.shutdown.begin(WorkKind.JOB, "stuck");
    Thread hook = machine.jvm.runHook();
    machine.awaitState(LifecycleState.LAME_DUCK);
    machine.advance(1_000);

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.CANCELLING);
    stuck.close();
    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(hook).isNotNull();
  }

  @Test
  void install_signalsKept_fallsBackToTheHook() {
    Machine machine = Machine.create();
    machine.jvm.keepSignals();

    machine.shutdown.install().started();

    assertThat(machine.jvm.signals).isEmpty();
    assertThat(machine.jvm.hasHook()).isTrue();
  }
}
