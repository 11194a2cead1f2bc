// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A coordinator on a fake JVM; 25 seconds in all: lame duck 3 to 10, soft 18, closing from 20. */
final class Machine {

  final FakeJvm jvm = new FakeJvm();
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<InFlight> waited = new CopyOnWriteArrayList<>();
  final ShutdownCoordinator shutdown;
  private final long created = jvm.nanoTime();

  private Machine(UnaryOperator<ShutdownCoordinatorBuilder> options) {
    shutdown = options
        .apply(ShutdownCoordinator.builder().jvm(jvm).observer(new Recorder()))
        .build();
  }

  private final class Recorder implements LifecycleObserver {
    @Override
    public void stateChanged(LifecycleState from, LifecycleState to) {
      events.add(to.name());
    }

    @Override
    public void waiting(InFlight inFlight, Duration left) {
      waited.add(inFlight);
    }

    @Override
    public void closed(ShutdownReport.Step step) {
      events.add(step.name() + " " + step.result());
    }
  }

  static Machine create() {
    return create(options -> options);
  }

  static Machine create(UnaryOperator<ShutdownCoordinatorBuilder> options) {
    return new Machine(options);
  }

  /** Installed and started. */
  static Machine running() {
    return running(options -> options);
  }

  static Machine running(UnaryOperator<ShutdownCoordinatorBuilder> options) {
    Machine machine = create(options);
    machine.shutdown.install().started();
    return machine;
  }

  void advance(long millis) {
    jvm.advance(Duration.ofMillis(millis));
  }

  void awaitState(LifecycleState state) {
    await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> shutdown.state() == state);
  }

  void awaitEvent(String event) {
    await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> events.contains(event));
  }

  /** Waits until the coordinator waits for a time, so that it has looked at everything before. */
  void awaitTimer(long millis) {
    long due = created + Duration.ofMillis(millis).toNanos();
    await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> jvm.hasTimer(due));
  }

  /** Lets time pass in small steps until a state is reached. */
  void advanceTo(LifecycleState state) {
    await().pollInterval(1, TimeUnit.MILLISECONDS).atMost(20, TimeUnit.SECONDS).until(() -> {
      if (shutdown.state().compareTo(state) < 0) {
        advance(100);
      }
      return shutdown.state().compareTo(state) >= 0;
    });
  }

  /** Past the lame duck and into the drain, which the caller keeps open by a permit. */
  void drain() {
    jvm.signal("TERM");
    advance(10_000);
    awaitDrain();
  }

  /** Waits until the drain waits: all that is closed for it is closed. */
  void awaitDrain() {
    awaitState(LifecycleState.DRAINING);
    await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> jvm.timerOf("twelvefactor-shutdown").isPresent());
  }

  /** Waits until the JVM was ended in these ways and no other. */
  void awaitEnd(String... ends) {
    await()
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .untilAsserted(() -> assertThat(jvm.ends).containsExactly(ends));
  }

  /**
   * Lets time pass, from timer to timer, but not while a closer or a callback runs: it must not run
   * out of time because the machine is busy.
   *
   * @param neverEnd the names of closers for which nobody need wait
   */
  ShutdownReport report(String... neverEnd) {
    CompletableFuture<ShutdownReport> end = shutdown.shutdown("the test").toCompletableFuture();
    await().pollInterval(1, TimeUnit.MILLISECONDS).atMost(60, TimeUnit.SECONDS).until(() -> {
      // Looked at first: if it is still waited for when it expires, nothing has begun since.
      Optional<FakeJvm.Timer> wait = jvm.timerOf("twelvefactor-shutdown");
      if (wait.isPresent() && nobodyRuns(neverEnd)) {
        jvm.expire(wait.get());
      }
      return end.isDone();
    });
    return end.join();
  }

  private static boolean nobodyRuns(String... neverEnd) {
    Set<String> others = new HashSet<>();
    for (String name : neverEnd) {
      others.add("twelvefactor-close-" + name);
    }
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("twelvefactor-(close|cancel)-.*"))
        .allMatch(others::contains);
  }
}
