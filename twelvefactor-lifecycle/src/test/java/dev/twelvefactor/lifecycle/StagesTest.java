// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import dev.twelvefactor.lifecycle.ShutdownReport.Step;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

/** A stage of the shutdown that fails, as when the JVM has no thread left. */
class StagesTest {

  private final Machine machine = Machine.running();

  @Test
  void drain_fails_closersStillRunAndTheProcessExitsWith70() {
    registerOneInEachPhase();
    machine.jvm.breakClockIn("awaitWork");

    machine.jvm.signal("TERM");
    ShutdownReport report = machine.report();

    assertThat(report.steps())
        .extracting(Step::name)
        .containsExactly("PAUSE_INTAKE", "STOP_SERVER", "FLUSH", "CLOSE", "LOGGING");
    assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(report.exitCode()).isEqualTo(70);
    machine.awaitEnd("exit 70");
  }

  @Test
  void phase_fails_theLaterOnesStillRun() {
    registerOneInEachPhase();
    machine.jvm.breakClockIn("end");

    ShutdownReport report = machine.report();

    assertThat(report.steps())
        .extracting(Step::name)
        .containsExactly("STOP_SERVER", "FLUSH", "CLOSE", "LOGGING");
    assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
  }

  @Test
  void drain_noThreadForATimer_isStillWaitedFor() {
    registerOneInEachPhase();
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
    machine.jvm.breakTimers();
    var unused = machine.shutdown.shutdown("the test");
    machine.awaitEvent("PAUSE_INTAKE CLOSED");
    machine.advance(10_000);
    machine.awaitState(LifecycleState.DRAINING);

    open.close();

    machine.awaitState(LifecycleState.TERMINATED);
    ShutdownReport report = machine.report();
    assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(report.finished()).isEqualTo(1);
    assertThat(report.steps()).hasSize(5);
  }

  @Test
  void drain_streamsCannotBeTold_workIsStillWaitedFor() {
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
    machine.jvm.breakClockIn("cancelStreams");
    machine.drain();

    machine.awaitTimer(12_500); // the next report of what is waited for
    open.close();

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().finished()).isEqualTo(1);
    machine.awaitEnd("exit 70");
  }

  private void registerOneInEachPhase() {
    for (Phase phase : Phase.values()) {
      machine.shutdown.onShutdown(phase, phase.name(), () -> {});
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void begin_null_isRefusedAtOnce() {
    assertThatThrownBy(() -> machine.shutdown.begin(null, "GET /"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("kind");
    assertThatThrownBy(() -> machine.shutdown.begin(WorkKind.HTTP, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("label");
    assertThatThrownBy(() -> machine.shutdown.wrap(WorkKind.JOB, null, (ExecutorService) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("label");
    assertThat(machine.shutdown.inFlight().count()).isZero();
  }
}
