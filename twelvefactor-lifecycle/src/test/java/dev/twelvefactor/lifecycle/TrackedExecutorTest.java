// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrackedExecutorTest {

  private final Machine machine = Machine.running();
  private final ExecutorService pool = Executors.newFixedThreadPool(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void stop() {
    go.countDown();
    pool.shutdownNow();
  }

  @Test
  void drain_queuedAndRunningTasks_areWaitedFor() throws Exception {
    ExecutorService tracked = machine.shutdown.wrap(WorkKind.CHILD, "mail", pool);
    CountDownLatch running = new CountDownLatch(1);
    Future<String> first = tracked.submit(() -> {
      running.countDown();
      go.await();
      return "first";
    });
    Future<String> queued = tracked.submit(() -> "queued");
    running.await();
    machine.drain();
    assertThat(machine.shutdown.inFlight().count()).isEqualTo(2);
    assertThat(machine.shutdown.inFlight().oldest())
        .anyMatch(work -> work.thread().contains("pool"));

    Future<String> child = tracked.submit(() -> "child");
    go.countDown();

    assertThat(List.of(first.get(), queued.get(), child.get()))
        .containsExactly("first", "queued", "child");
    machine.awaitState(LifecycleState.TERMINATED);
    ShutdownReport report = machine.report();
    assertThat(report.outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
    assertThat(report.closedTwice()).isZero();
  }

  @Test
  void drain_newJob_isRefused() {
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /");
    ExecutorService tracked = machine.shutdown.wrap(WorkKind.JOB, "mail", pool);
    machine.drain();

    assertThatThrownBy(() -> tracked.execute(() -> {}))
        .isInstanceOf(ShuttingDownException.class)
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("mail");
    open.close();
    machine.awaitState(LifecycleState.TERMINATED);
  }

  @Test
  void softDeadline_runningIsInterruptedAndQueuedNeverRuns() throws Exception {
    ExecutorService tracked = machine.shutdown.wrap(WorkKind.JOB, "mail", pool);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    tracked.execute(() -> {
      running.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    });
    Future<String> queued = tracked.submit(() -> "queued");
    AtomicInteger ran = new AtomicInteger();
    tracked.execute(ran::incrementAndGet);
    running.await();
    machine.drain();

    machine.advance(8_000);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    machine.awaitState(LifecycleState.TERMINATED);
    assertThatThrownBy(queued::get).isInstanceOf(CancellationException.class);
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(0);
    ShutdownReport report = machine.report();
    assertThat(report.cancelled().count()).isEqualTo(3);
    assertThat(report.abandoned().count()).isZero();
    assertThat(report.closedTwice()).isZero();
  }

  @Test
  void softDeadline_queuedTaskWhoseTurnComesBeforeItIsTold_neverRuns() throws Exception {
    CountDownLatch told = new CountDownLatch(8);
    CountDownLatch held = new CountDownLatch(1);
    // As many as there are threads for it, all before the tasks, as they are older.
    for (int i = 0; i < 8; i++) {
      Permit older = machine.shutdown.begin(WorkKind.HTTP, "GET /");
      older.onCancel(() -> {
        told.countDown();
        LazyTest.awaitQuietly(held);
        older.close();
      });
    }
    machine.advance(1);
    ExecutorService tracked = machine.shutdown.wrap(WorkKind.JOB, "mail", pool);
    CountDownLatch running = new CountDownLatch(1);
    tracked.execute(() -> {
      running.countDown();
      LazyTest.awaitQuietly(go);
    });
    AtomicInteger ran = new AtomicInteger();
    tracked.execute(ran::incrementAndGet);
    running.await();
    machine.drain();
    machine.advance(8_000);
    assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();

    go.countDown();

    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(0);
    held.countDown();
    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().abandoned().count()).isZero();
  }

  @Test
  void shutdownNow_queuedTasks_areGivenBackAndLetGo() throws Exception {
    ExecutorService tracked = machine.shutdown.wrap(WorkKind.JOB, "mail", pool);
    CountDownLatch running = new CountDownLatch(1);
    tracked.execute(() -> {
      running.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    running.await();
    Runnable queued = () -> {};
    tracked.execute(queued);

    List<Runnable> back = tracked.shutdownNow();

    assertThat(back).containsExactly(queued);
    assertThat(tracked.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(machine.shutdown.inFlight().count()).isZero();
    assertThatThrownBy(() -> tracked.execute(queued))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(machine.shutdown.inFlight().count()).isZero();
  }

  @Test
  void execute_rejectedByThePool_isLetGo() {
    ThreadPoolExecutor full =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    ExecutorService tracked = machine.shutdown.wrap(WorkKind.JOB, "mail", full);
    Runnable waiting = () -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    tracked.execute(waiting);
    tracked.execute(waiting);

    assertThatThrownBy(() -> tracked.execute(waiting))
        .isInstanceOf(RejectedExecutionException.class);

    assertThat(machine.shutdown.inFlight().count()).isEqualTo(2);
    go.countDown();
    full.shutdown();
  }

  @Test
  void wrap_unsuitableExecutor_isRefusedWithAReason() {
    ThreadPoolExecutor discarding = new ThreadPoolExecutor(
        1,
        1,
        1,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(1),
        new ThreadPoolExecutor.DiscardPolicy());
    ExecutorService scheduled = Executors.newScheduledThreadPool(1);

    assertThatThrownBy(() -> machine.shutdown.wrap(WorkKind.JOB, "mail", discarding))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("discards tasks silently (DiscardPolicy)");
    assertThatThrownBy(() -> machine.shutdown.wrap(WorkKind.JOB, "mail", scheduled))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scheduled executor");
    scheduled.shutdown();
    discarding.shutdown();
  }
}
