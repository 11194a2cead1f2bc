// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work that takes too long. */
class CancelTest {

  @Test
  void drain_softDeadline_cancelsReportsAndStillCloses() {
    Machine machine = Machine.running();
    machine.shutdown.onShutdown(Phase.CLOSE, "store", () -> {});
    Permit stuck = machine.shutdown.begin(WorkKind.HTTP, "GET /stuck");
    machine.drain();
    assertThat(stuck.remaining()).isEqualTo(Optional.of(Duration.ofSeconds(8)));

    machine.advance(7_999);
    machine.awaitTimer(18_000);
    assertThat(stuck.cancelled()).isFalse();
    machine.advance(1);
    machine.awaitState(LifecycleState.CANCELLING);
    machine.awaitTimer(20_000);
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
      assertThat(work.stack().toString()).contains("CancelTest");
    });
    assertThat(report.steps()).extracting(ShutdownReport.Step::name).containsExactly("store");
    machine.awaitEnd("exit 70");
  }

  @Test
  void drain_stillWaiting_reportsEveryTenthOfTheTotal() {
    Machine machine = Machine.running();
    Permit stuck = machine.shutdown.begin(WorkKind.JOB, "import");
    machine.jvm.signal("TERM");
    machine.awaitTimer(3_000);
    machine.advance(3_000);

    for (int report = 5_500; report <= 18_000; report += 2_500) {
      machine.awaitTimer(report);
      machine.advance(2_500);
    }
    machine.awaitState(LifecycleState.CANCELLING);
    machine.awaitTimer(20_000);
    stuck.close();
    machine.awaitState(LifecycleState.TERMINATED);

    machine.awaitEvent("TERMINATED");
    assertThat(machine.waited).hasSize(6).allSatisfy(inFlight -> {
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
}
