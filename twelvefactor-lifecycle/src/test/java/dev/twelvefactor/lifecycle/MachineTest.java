// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import java.time.Duration;
import java.util.Optional;
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
    awaitEnd(machine, "exit 0");
    assertThat(machine.events)
        .containsExactly("RUNNING", "LAME_DUCK", "DRAINING", "CLOSING", "TERMINATED");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void signal_posixExitCodes_exitsAsIfUnhandled(String signal, int code) {
    Machine machine = Machine.running(ShutdownCoordinatorBuilder::posixExitCodes);

    machine.jvm.signal(signal);
    ShutdownReport unused = machine.report();

    awaitEnd(machine, "exit " + code);
  }

  @Test
  void lameDuck_quiet_endsAtItsMinimum() {
    Machine machine = Machine.running();

    machine.jvm.signal("TERM");
    machine.advance(2_999);
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);
    machine.advance(1);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void lameDuck_workJustBegun_waitsUntilItIsQuiet() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    machine.advance(2_500);
    machine.shutdown.begin(WorkKind.HTTP, "late").close();

    machine.advance(600);
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);
    machine.advance(400);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isEqualTo(Duration.ofMillis(3_500));
  }

  @Test
  void lameDuck_neverQuiet_endsAtItsMaximum() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    for (int i = 0; i < 19; i++) {
      machine.advance(500);
      machine.shutdown.begin(WorkKind.HTTP, "stream of requests").close();
    }
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);

    machine.advance(500);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void lameDuck_int_isSkipped() {
    Machine machine = Machine.running();

    machine.jvm.signal("INT");

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isZero();
  }

  @Test
  void lameDuck_neverStarted_isSkipped() {
    Machine machine = Machine.create();
    machine.shutdown.install();

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isZero();
  }

  @Test
  void lameDuck_zero_isSkipped() {
    Machine machine = Machine.running(options -> options.lameDuck(Duration.ZERO));

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.TERMINATED);
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
  void drain_softDeadline_cancelsReportsAndStillCloses() {
    Machine machine = Machine.running();
    machine.shutdown.onShutdown(Phase.CLOSE, "store", () -> {});
    Permit stuck = machine.shutdown.begin(WorkKind.HTTP, "GET /stuck");
    machine.drain();
    assertThat(stuck.remaining()).isEqualTo(Optional.of(Duration.ofSeconds(8)));

    machine.advance(7_999);
    assertThat(stuck.cancelled()).isFalse();
    machine.advance(1);
    machine.awaitState(LifecycleState.CANCELLING);
    assertThat(machine.shutdown.begin(WorkKind.CHILD, "part").refused()).isTrue();
    machine.advance(1_999);
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.CANCELLING);
    machine.advance(1);
    machine.awaitState(LifecycleState.TERMINATED);

    ShutdownReport report = machine.report();
    assertThat(stuck.cancelled()).isTrue();
    assertThat(stuck.remaining()).contains(Duration.ZERO);
    assertThat(report.outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(report.cancelled().oldest()).first().satisfies(work -> {
      assertThat(work.label()).isEqualTo("GET /stuck");
      assertThat(work.age()).isEqualTo(Duration.ofSeconds(18));
      assertThat(work.stack().toString()).contains("MachineTest");
    });
    assertThat(report.steps()).extracting(ShutdownReport.Step::name).containsExactly("store");
    awaitEnd(machine, "exit 70");
  }

  @Test
  void drain_stillWaiting_reportsEveryTenthOfTheTotal() {
    Machine machine = Machine.running();
    Permit stuck = machine.shutdown.begin(WorkKind.JOB, "import");
    machine.drain();

    machine.advanceTo(LifecycleState.CANCELLING);
    stuck.close();
    machine.awaitState(LifecycleState.TERMINATED);

    machine.awaitEvent("TERMINATED");
    assertThat(machine.waited).hasSizeBetween(3, 5).allSatisfy(inFlight -> {
      assertThat(inFlight.count()).isEqualTo(1);
      assertThat(inFlight.byKind()).containsEntry(WorkKind.JOB, 1);
    });
  }

  @Test
  void cancel_callback_runsOnceAtTheSoftDeadline() throws InterruptedException {
    Machine machine = Machine.running();
    Permit job = machine.shutdown.begin(WorkKind.JOB, "import");
    CountDownLatch first = new CountDownLatch(1);
    job.onCancel(() -> {
      first.countDown();
      throw new IllegalStateException("a callback that fails");
    });
    job.onCancel(job::close);
    machine.drain();
    assertThat(first.getCount()).isEqualTo(1);

    machine.advance(8_000);

    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    machine.awaitState(LifecycleState.TERMINATED);
    CountDownLatch late = new CountDownLatch(1);
    job.onCancel(late::countDown);
    assertThat(late.getCount()).isZero();
    assertThat(machine.report().abandoned().count()).isZero();
  }

  @Test
  void cancel_interruptOnCancel_interruptsTheWorker() throws InterruptedException {
    Machine machine = Machine.running(ShutdownCoordinatorBuilder::interruptOnCancel);
    CountDownLatch begun = new CountDownLatch(1);
    Thread worker = new Thread(() -> {
      try (Permit permit = machine.shutdown.begin(WorkKind.JOB, "import")) {
        begun.countDown();
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    worker.start();
    begun.await();
    machine.drain();

    machine.advance(8_000);

    machine.awaitState(LifecycleState.TERMINATED);
    worker.join();
    assertThat(machine.report().abandoned().count()).isZero();
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

    awaitEnd(machine, "exit 0");
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

  static void awaitEnd(Machine machine, String end) {
    org.awaitility.Awaitility.await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> assertThat(machine.jvm.ends).containsExactly(end));
  }
}
