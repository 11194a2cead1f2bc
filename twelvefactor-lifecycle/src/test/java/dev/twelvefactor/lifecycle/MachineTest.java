// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state machine, on a fake JVM: no time passes but the test's. */
class MachineTest {

  @Test
  void create_notStarted_acceptsWorkAndIsNotReady() {
    Machine machine = Machine.create();

    try (Permit permit = machine.shutdown.begin(WorkKind.HTTP, "GET /")) {
      assertThat(permit.refused()).isFalse();
    }
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.STARTING);
    assertThat(machine.shutdown.readiness().ready()).isFalse();
    assertThat(machine.shutdown.draining()).isFalse();
  }

  @Test
  void signal_term_turnsReadinessOffBeforeItReturns() {
    Machine machine = Machine.running();
    assertThat(machine.shutdown.readiness().ready()).isTrue();

    machine.jvm.signal("TERM");

    assertThat(machine.shutdown.readiness().ready()).isFalse();
    assertThat(machine.shutdown.probes().ready().status()).isEqualTo(503);
    assertThat(machine.shutdown.probes().live().status()).isEqualTo(200);
    assertThat(machine.shutdown.draining()).isTrue();
    assertThat(machine.shutdown.begin(WorkKind.HTTP, "GET /").refused()).isFalse();
  }

  @Test
  void signal_idle_goesThroughAllStatesAndExitsWithZero() {
    Machine machine = Machine.running();

    machine.jvm.signal("TERM");
    ShutdownReport report = machine.report();

    assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(report.reason()).isEqualTo("SIGTERM");
    assertThat(report.timeline().stream().map(ShutdownReport.Entry::state))
        .containsExactly(
            LifecycleState.LAME_DUCK,
            LifecycleState.DRAINING,
            LifecycleState.CLOSING,
            LifecycleState.TERMINATED);
    machine.awaitEvent("TERMINATED");
    machine.awaitEnd("exit 0");
    assertThat(machine.events)
        .containsExactly("RUNNING", "LAME_DUCK", "DRAINING", "CLOSING", "TERMINATED");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void signal_posixExitCodes_exitsAsIfUnhandled(String signal, int code) {
    Machine machine = Machine.running(ShutdownCoordinatorBuilder::posixExitCodes);

    machine.jvm.signal(signal);
    ShutdownReport unused = machine.report();

    machine.awaitEnd("exit " + code);
  }

  @Test
  void drain_workInFlight_isWaitedForAndNewWorkIsRefused() {
    Machine machine = Machine.running();
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
    machine.drain();

    Permit late = machine.shutdown.begin(WorkKind.HTTP, "GET /late");
    assertThat(late.refused()).isTrue();
    assertThat(late.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(machine.shutdown.begin(WorkKind.JOB, "job").end()).isTrue();
    open.close();
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.DRAINING);
    late.close();

    machine.awaitState(LifecycleState.TERMINATED);
    ShutdownReport report = machine.report();
    assertThat(report.outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(report.inFlight()).isEqualTo(1);
    assertThat(report.finished()).isEqualTo(1);
    assertThat(report.refused()).isEqualTo(2);
  }

  @Test
  void drain_childOfWorkInFlight_isAdmittedFromAnyThread() throws InterruptedException {
    Machine machine = Machine.running();
    Permit parent = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
    machine.drain();

    Permit[] child = new Permit[1];
    Thread other = new Thread(() -> child[0] = machine.shutdown.begin(WorkKind.CHILD, "part"));
    other.start();
    other.join();
    assertThat(child[0].refused()).isFalse();
    parent.close();
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.DRAINING);
    child[0].close();

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.shutdown.begin(WorkKind.CHILD, "orphan").refused()).isTrue();
  }

  @Test
  void drain_stream_isCancelledWhenDrainingBegins() throws InterruptedException {
    Machine machine = Machine.running();
    Permit stream = machine.shutdown.begin(WorkKind.STREAM, "GET /events");
    CountDownLatch goodbye = new CountDownLatch(1);
    stream.onCancel(() -> {
      goodbye.countDown();
      stream.close();
    });
    Permit request = machine.shutdown.begin(WorkKind.HTTP, "GET /slow");
    machine.drain();

    assertThat(goodbye.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(request.cancelled()).isFalse();
    request.close();

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().outcome()).isEqualTo(Outcome.CLEAN);
  }

  @Test
  void shutdown_programmatic_neverExits() {
    Machine machine = Machine.running();

    ShutdownReport report = machine.report();
    machine.advance(60_000);

    assertThat(report.reason()).isEqualTo("the test");
    assertThat(machine.jvm.ends).isEmpty();
  }

  @Test
  void shutdown_thenTerm_exitsWhenItIsOver() {
    Machine machine = Machine.running();
    ShutdownReport report = machine.report();

    machine.jvm.signal("TERM");

    machine.awaitEnd("exit 0");
    assertThat(report.reason()).isEqualTo("the test");
  }

  @Test
  void started_afterTheShutdown_changesNothing() {
    Machine machine = Machine.create();
    machine.shutdown.install();
    machine.jvm.signal("TERM");

    machine.shutdown.started();

    assertThat(machine.shutdown.readiness().ready()).isFalse();
    machine.awaitState(LifecycleState.TERMINATED);
  }

  @Test
  void install_twice_isRefused() {
    Machine machine = Machine.running();

    assertThatThrownBy(machine.shutdown::install)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("installed already");
  }

  @Test
  void uninstall_givesSignalsAndHookBack() {
    Machine machine = Machine.running();
    assertThat(machine.jvm.signals).containsOnlyKeys("TERM", "INT");

    machine.shutdown.uninstall();

    assertThat(machine.jvm.signals).isEmpty();
    assertThat(machine.jvm.hasHook()).isFalse();
  }
}
