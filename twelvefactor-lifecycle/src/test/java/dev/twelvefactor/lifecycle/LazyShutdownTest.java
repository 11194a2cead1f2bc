// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.lifecycle.ShutdownReport.Result;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lazy values of a coordinator: closed if made, and not made too late. */
class LazyShutdownTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void shutdown_madeValues_areClosedTheDependentFirst() {
    Machine machine = Machine.running();
    Queue<String> order = new ConcurrentLinkedQueue<>();
    Lazy<String> pool = machine.shutdown.lazy("pool", () -> "pool", Phase.CLOSE, order::add);
    Lazy<String> repository = machine.shutdown.lazy(
        "repository", () -> "repository on " + pool.get(), Phase.CLOSE, order::add);
    Lazy<String> unused = machine.shutdown.lazy("unused", () -> "unused", Phase.CLOSE, order::add);
    assertThat(repository.get()).isEqualTo("repository on pool");

    ShutdownReport report = machine.report();

    assertThat(order).containsExactly("repository on pool", "pool");
    assertThat(unused.made()).isFalse();
    assertThat(report.steps())
        .extracting(ShutdownReport.Step::name)
        .containsExactly("repository", "pool");
    assertThatThrownBy(pool::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shutdown_closeableValue_isClosed() {
    Machine machine = Machine.running();
    AtomicInteger closed = new AtomicInteger();
    AutoCloseable resource = closed::incrementAndGet;
    AutoCloseable unused = machine.shutdown.lazy("resource", () -> resource).get();

    ShutdownReport report = machine.report();

    assertThat(closed).hasValue(1);
    assertThat(report.steps()).hasSize(1);
  }

  @Test
  void shutdown_executorValue_isShutDownAndItsTasksEnd() {
    Machine machine = Machine.running();
    Lazy<ExecutorService> pool =
        machine.shutdown.lazy("pool", () -> Executors.newFixedThreadPool(1));
    AtomicInteger ran = new AtomicInteger();
    ExecutorService made = pool.get();
    made.execute(ran::incrementAndGet);

    ShutdownReport report = machine.report();

    assertThat(made.isTerminated()).isTrue();
    assertThat(ran).hasValue(1);
    assertThat(report.steps())
        .extracting(ShutdownReport.Step::result)
        .containsExactly(Result.CLOSED);
  }

  @Test
  void get_phaseHasBegun_isRefusedAndNothingIsMade() {
    Machine machine = Machine.running();
    AtomicInteger made = new AtomicInteger();
    Lazy<Integer> lazy = machine.shutdown.lazy("model", made::incrementAndGet);
    ShutdownReport unused = machine.report();

    assertThatThrownBy(lazy::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("model");
    assertThat(made).hasValue(0);
  }

  @Test
  void get_whileDraining_isStillMade() {
    Machine machine = Machine.running();
    Permit open = machine.shutdown.begin(WorkKind.HTTP, "GET /");
    Lazy<String> lazy = machine.shutdown.lazy("model", () -> "made");
    machine.drain();

    assertThat(lazy.get()).isEqualTo("made");

    open.close();
    machine.awaitState(LifecycleState.TERMINATED);
  }

  @Test
  void get_shutdownBeforeStarted_isRefused() {
    Machine machine = Machine.create();
    Permit open = machine.shutdown.install().begin(WorkKind.HTTP, "GET /");
    Lazy<String> lazy = machine.shutdown.lazy("model", () -> "made");
    machine.jvm.signal("TERM");

    assertThatThrownBy(lazy::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("never started");
    open.close();
    machine.awaitState(LifecycleState.TERMINATED);
  }

  @Test
  void shutdown_valueBeingMade_isWaitedForAndClosed() throws Exception {
    Machine machine = Machine.running();
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<String> closed = new CopyOnWriteArrayList<>();
    Lazy<String> lazy = machine.shutdown.lazy(
        "model",
        () -> {
          making.countDown();
          LazyTest.awaitQuietly(go);
          return "made";
        },
        Phase.CLOSE,
        closed::add);
    Future<String> maker = threads.submit(lazy::get);
    making.await();
    machine.jvm.signal("TERM");
    machine.advance(3_000);
    machine.awaitState(LifecycleState.CLOSING);

    go.countDown();
    machine.awaitState(LifecycleState.TERMINATED);

    assertThat(maker.get()).isEqualTo("made");
    assertThat(closed).containsExactly("made");
    assertThat(machine.report().steps())
        .extracting(ShutdownReport.Step::result)
        .containsExactly(Result.CLOSED);
  }

  @Test
  void shutdown_valueMadeTooLate_isClosedByItsMaker() throws Exception {
    Machine machine = Machine.running();
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Queue<String> closed = new ArrayBlockingQueue<>(2);
    Lazy<String> lazy = machine.shutdown.lazy(
        "model",
        () -> {
          making.countDown();
          LazyTest.awaitQuietly(go);
          return "made";
        },
        Phase.CLOSE,
        value -> closed.add(value + " closed on " + Thread.currentThread().getName()));
    Future<String> maker = threads.submit(() -> {
      Thread.currentThread().setName("maker");
      return lazy.get();
    });
    making.await();

    var unused = machine.shutdown.shutdown("the test");
    machine.advanceTo(LifecycleState.TERMINATED);
    ShutdownReport report = machine.report();
    assertThat(report.steps())
        .extracting(ShutdownReport.Step::result)
        .containsExactly(Result.ABANDONED);
    await().until(() -> !lazy.made());
    go.countDown();

    assertThatThrownBy(maker::get).hasMessageContaining("ready only after its phase");
    assertThat(closed).containsExactly("made closed on maker");
  }

  @Test
  void get_racingTheShutdown_isClosedIfAndOnlyIfMade() throws Exception {
    for (int round = 0; round < 200; round++) {
      Machine machine = Machine.running(options -> options.lameDuck(Duration.ZERO));
      AtomicInteger made = new AtomicInteger();
      AtomicInteger closed = new AtomicInteger();
      Lazy<Integer> lazy = machine.shutdown.lazy(
          "model", made::incrementAndGet, Phase.CLOSE, value -> closed.incrementAndGet());

      Future<Integer> maker = threads.submit(() -> {
        try {
          return lazy.get();
        } catch (IllegalStateException e) {
          return 0;
        }
      });
      machine.jvm.signal("TERM");
      int unused = maker.get();
      machine.awaitState(LifecycleState.TERMINATED);

      assertThat(closed.get()).isEqualTo(made.get());
    }
  }
}
