// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LazyTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void get_manyThreads_makesOnce() throws Exception {
    AtomicInteger made = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(64);
    Lazy<String> lazy = Lazy.of("model", () -> "made " + made.incrementAndGet());
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      all.add(threads.submit(() -> {
        start.await();
        return lazy.get();
      }));
    }

    for (Future<String> one : all) {
      assertThat(one.get()).isEqualTo("made 1");
    }
    assertThat(made).hasValue(1);
    assertThat(lazy.made()).isTrue();
  }

  @Test
  void get_failure_isSharedByThoseWhoWaitAndNotKept() throws Exception {
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    IllegalStateException failure = new IllegalStateException("no model");
    AtomicInteger attempts = new AtomicInteger();
    Lazy<String> lazy = Lazy.of("model", () -> {
      if (attempts.incrementAndGet() > 1) {
        return "second";
      }
      making.countDown();
      awaitQuietly(fail);
      throw failure;
    });
    Future<String> first = threads.submit(lazy::get);
    making.await();
    List<Thread> waiter = new CopyOnWriteArrayList<>();
    Future<String> other = threads.submit(() -> {
      waiter.add(Thread.currentThread());
      return lazy.get();
    });
    await()
        .until(() -> waiter.stream().anyMatch(thread -> thread.getState() == Thread.State.WAITING));

    fail.countDown();

    assertThatThrownBy(first::get).hasCause(failure);
    assertThatThrownBy(other::get).hasCause(failure);
    assertThat(lazy.get()).isEqualTo("second");
  }

  @Test
  void get_needsItself_isReported() {
    List<Lazy<String>> self = new ArrayList<>();
    self.add(Lazy.of("model", () -> self.get(0).get()));

    assertThatThrownBy(self.get(0)::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"model\" needs itself");
  }

  @Test
  void get_circleAcrossThreads_isReportedWithItsChain() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    List<Lazy<String>> index = new ArrayList<>();
    Lazy<String> model = Lazy.of("model", () -> {
      meet(both);
      return index.get(0).get();
    });
    index.add(Lazy.of("index", () -> {
      meet(both);
      return model.get();
    }));

    Future<String> one = threads.submit(model::get);
    Future<String> other = threads.submit(index.get(0)::get);

    List<String> messages = new ArrayList<>();
    for (Future<String> future : List.of(one, other)) {
      try {
        messages.add(future.get());
      } catch (ExecutionException e) {
        messages.add(e.getMessage());
      }
    }
    assertThat(messages).allMatch(message -> message.contains("needs itself"));
    assertThat(messages.get(0))
        .containsPattern("(model -> index -> model|index -> model -> index)");
  }

  @Test
  @SuppressWarnings("NullAway")
  void get_null_isRefused() {
    Lazy<String> lazy = Lazy.of("model", () -> null);

    assertThatThrownBy(lazy::get)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("\"model\"");
  }

  @Test
  void startupReport_madeValues_areListedWithTheirTime() {
    Machine machine = Machine.create();
    String unused = machine.shutdown.lazy("early", () -> "made").get();
    machine.advance(1_500);

    machine.shutdown.started();
    String other = machine.shutdown.lazy("late", () -> "made").get();

    StartupReport report = machine.shutdown.startupReport();
    assertThat(report.sinceCreation()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(report.sinceProcessStart()).isPositive();
    assertThat(report.lazies())
        .extracting(StartupReport.Made::name)
        .containsExactly("early", "late");
    assertThat(report.toJson()).contains("\"since_creation_ms\":1500", "\"name\":\"early\"");
    assertThat(other).isEqualTo("made");
  }

  @Test
  void warmUp_untilAllAreMade_holdsReadinessBack() {
    Machine machine = Machine.running();
    List<Runnable> tasks = new ArrayList<>();
    Lazy<String> model = machine.shutdown.lazy("model", () -> "made");
    Lazy<String> index = machine.shutdown.lazy("index", () -> "made");

    var warm = machine.shutdown.warmUp(tasks::add, model, index).toCompletableFuture();
    assertThat(machine.shutdown.readiness().ready()).isFalse();
    assertThat(machine.shutdown.probes().ready().body())
        .isEqualTo("{\"status\":\"DOWN\",\"state\":\"RUNNING\","
            + "\"blocked_by\":[\"warm-up of index\",\"warm-up of model\"]}");
    tasks.get(0).run();
    assertThat(machine.shutdown.readiness().ready()).isFalse();
    tasks.get(1).run();

    assertThat(machine.shutdown.readiness().ready()).isTrue();
    assertThat(warm).isCompleted();
  }

  @Test
  void warmUp_failure_staysNotReadyUntilDoneAgain() {
    Machine machine = Machine.running();
    AtomicInteger attempts = new AtomicInteger();
    Lazy<Integer> model = machine.shutdown.lazy("model", () -> {
      if (attempts.incrementAndGet() == 1) {
        throw new IllegalStateException("no model");
      }
      return attempts.get();
    });

    var first = machine.shutdown.warmUp(Runnable::run, model).toCompletableFuture();
    assertThat(first).isCompletedExceptionally();
    assertThat(machine.shutdown.readiness().ready()).isFalse();
    var second = machine.shutdown.warmUp(Runnable::run, model).toCompletableFuture();

    assertThat(second).isCompleted();
    assertThat(machine.shutdown.readiness().ready()).isTrue();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      int unused = barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
