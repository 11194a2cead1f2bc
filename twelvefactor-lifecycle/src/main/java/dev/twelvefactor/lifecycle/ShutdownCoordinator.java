// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * Ends a service so that every accepted request is answered before the process is gone, or named
 * with its stack.
 *
 * {@snippet class="dev.twelvefactor.lifecycle.LifecycleSnippets" region="coordinator"}
 *
 * <p>SIGTERM turns readiness off, while requests are served until traffic has moved away. Then new
 * work is refused and what is in flight is waited for; what takes too long is cancelled. Then the
 * closers run, phase by phase, and the process exits. All of it fits into one time limit.
 *
 * <p>The second signal cancels at once, the third halts. Other ways to end the JVM lead through the
 * same steps in a shutdown hook. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class ShutdownCoordinator {

  private final Service service;
  private final ShutdownSequence sequence;
  private final Triggers triggers;
  private final Readiness readiness;
  private final Probes probes;
  private final Lazies lazies;
  private final long created;
  private volatile StartupReport startTook = StartupReport.NOT_STARTED;

  ShutdownCoordinator(Service service, Budget budget, boolean posix) {
    this.service = service;
    this.sequence = new ShutdownSequence(service, budget);
    this.triggers = new Triggers(service, sequence, posix);
    this.readiness = new Readiness(service.states());
    this.probes = new Probes(service.states(), readiness);
    this.lazies = new Lazies(service, readiness);
    this.created = service.jvm().nanoTime();
  }

  /** {@return a builder with the default options} */
  public static ShutdownCoordinatorBuilder builder() {
    return new ShutdownCoordinatorBuilder();
  }

  /**
   * Makes a coordinator with the options of the environment.
   *
   * @param environment see {@link ShutdownCoordinatorBuilder#environment}
   * @return the coordinator, not installed yet
   * @throws IllegalArgumentException if a variable is malformed; the message names it
   */
  public static ShutdownCoordinator fromEnvironment(Map<String, String> environment) {
    return builder().environment(environment).build();
  }

  /**
   * Takes SIGTERM, SIGINT and the JVM's exit over. Where signals are not to be had, which is logged
   * once, the JVM's exit alone leads through the shutdown.
   *
   * @return this
   * @throws IllegalStateException if this or another coordinator of the process is installed
   */
  public ShutdownCoordinator install() {
    triggers.install();
    return this;
  }

  /** Gives back what {@link #install} has taken. Does nothing if that is nothing. */
  public void uninstall() {
    triggers.uninstall();
  }

  /** Turns readiness on and logs how long the start took. Does nothing the second time. */
  public void started() {
    Duration sinceCreation = Duration.ofNanos(service.jvm().nanoTime() - created);
    if (service.states().enter(LifecycleState.RUNNING) == LifecycleState.STARTING) {
      startTook = StartupReport.now(sinceCreation);
      service.log().started(startupReport());
    }
  }

  /**
   * Begins work. Throws for a null alone, and never waits; close the permit when the answer is out.
   *
   * @param kind decides whether the work is admitted while the service drains
   * @param label what the work is called in reports; never a secret
   * @return the permit, which may be {@linkplain Permit#refused() refused}
   */
  public Permit begin(WorkKind kind, String label) {
    return service.registry().begin(kind, label, Thread.currentThread());
  }

  /**
   * Does a unit of work that ends when the task returns.
   *
   * @param kind decides whether the work is admitted while the service drains
   * @param label what the work is called in reports
   * @param task the work; what it throws goes through
   * @param <T> the type of its result
   * @return what the task returns
   * @throws ShuttingDownException if the work is refused; the task has not run
   * @throws Exception what the task throws
   */
  public <T> T run(WorkKind kind, String label, Callable<T> task) throws Exception {
    try (Permit permit = begin(kind, label)) {
      if (permit.refused()) {
        throw new ShuttingDownException(kind, label, permit.retryAfter());
      }
      return task.call();
    }
  }

  /**
   * Does a unit of work that ends when a stage completes.
   *
   * @param kind decides whether the work is admitted while the service drains
   * @param label what the work is called in reports
   * @param task begins the work; what it throws goes through
   * @param <T> the type of the result
   * @return the stage of the task; or one failed with {@link ShuttingDownException} if the work is
   *     refused, and then the task has not run
   */
  public <T> CompletionStage<T> track(
      WorkKind kind, String label, Supplier<? extends CompletionStage<T>> task) {
    return service.registry().track(kind, label, task);
  }

  /**
   * Lets all tasks of an executor hold a permit, from when they are queued until they end. Refused
   * tasks throw {@link ShuttingDownException}; cancelled ones are interrupted, or never run.
   *
   * @param kind decides whether tasks are admitted while the service drains
   * @param label what the tasks are called in reports
   * @param executor runs them; closed by whoever made it
   * @return the executor to give tasks to
   * @throws IllegalArgumentException if the executor delays tasks or discards them silently
   */
  public ExecutorService wrap(WorkKind kind, String label, ExecutorService executor) {
    return TrackedExecutor.of(service.registry(), kind, label, executor);
  }

  /**
   * Makes a gate that closes when draining begins, and whose inside is waited for.
   *
   * @param name what it is called in reports
   * @return the gate
   */
  public Gate gate(String name) {
    Gate gate = Gate.create(name);
    service.census().add(gate);
    if (service.states().isAtLeast(LifecycleState.DRAINING)) {
      sequence.close(gate);
    }
    return gate;
  }

  /**
   * Registers what is to be closed; at once, on this thread, if its phase has begun already.
   *
   * @param phase when
   * @param name what it is called in reports
   * @param closer a resource or a lambda; left behind when it takes longer than its share of time
   * @return what takes the registration back
   * @throws IllegalStateException if the shutdown is over; the closer has not run
   */
  public Registration onShutdown(Phase phase, String name, AutoCloseable closer) {
    return register(new Closer(phase, name, Closer.of(closer)));
  }

  /**
   * Registers an executor to be shut down; its tasks have 80 % of its share of time, then they are
   * interrupted.
   *
   * @param phase when
   * @param name what it is called in reports
   * @param executor the executor
   * @return what takes the registration back
   * @throws IllegalStateException if the shutdown is over
   */
  public Registration onShutdown(Phase phase, String name, ExecutorService executor) {
    return register(new Closer(phase, name, Closer.of(executor)));
  }

  /**
   * Registers what is closed when a stage completes.
   *
   * @param phase when
   * @param name what it is called in reports
   * @param closer begins closing; must not answer null
   * @return what takes the registration back
   * @throws IllegalStateException if the shutdown is over; the closer has not run
   */
  public Registration onShutdownAsync(
      Phase phase, String name, Supplier<? extends CompletionStage<?>> closer) {
    return register(new Closer(phase, name, Closer.of(closer)));
  }

  private Registration register(Closer closer) {
    boolean kept = service.closers().add(closer);
    if (!kept) {
      sequence.runLate(closer);
    }
    return new Registration(service.closers(), closer, !kept);
  }

  /**
   * Makes a value on first use; in {@link Phase#CLOSE} it is closed, or shut down if an executor.
   *
   * @param name what it is called in reports
   * @param supplier makes the value, never null
   * @param <T> the type of the value
   * @return the lazy value
   */
  public <T> Lazy<T> lazy(String name, Supplier<? extends T> supplier) {
    return lazies.create(name, supplier, Phase.CLOSE, Lazies::closeIfCloseable);
  }

  /**
   * Makes a value that is made on first use.
   *
   * @param name what it is called in reports
   * @param supplier makes the value, never null
   * @param phase when it is closed; once that has begun, the value is not made any more
   * @param closer closes it; not called if it was never made
   * @param <T> the type of the value
   * @return the lazy value
   */
  public <T> Lazy<T> lazy(
      String name, Supplier<? extends T> supplier, Phase phase, Lazy.Closer<? super T> closer) {
    requireNonNull(closer, "closer");
    return lazies.create(name, supplier, phase, (value, limit) -> closer.close(value));
  }

  /**
   * Makes lazy values in the background. The service is not ready until all are made; one that
   * fails keeps it so until it is warmed up again.
   *
   * @param executor makes them
   * @param values which
   * @return completes when all are made, or fails when one has
   */
  public CompletionStage<Void> warmUp(Executor executor, Lazy<?>... values) {
    return lazies.warmUp(executor, List.of(values));
  }

  /** {@return whether traffic should be sent here} */
  public Readiness readiness() {
    return readiness;
  }

  /** {@return the answers to the platform's probes} */
  public Probes probes() {
    return probes;
  }

  /** {@return what is in flight now; its stacks cost up to a millisecond} */
  public InFlight inFlight() {
    return service.census().take();
  }

  /** {@return how long the start took, and what was made lazily so far} */
  public StartupReport startupReport() {
    StartupReport start = startTook;
    return new StartupReport(start.sinceProcessStart(), start.sinceCreation(), lazies.made());
  }

  /** {@return where the service is between its start and its end} */
  public LifecycleState state() {
    return service.states().get();
  }

  /** {@return whether a shutdown has begun; answers should carry {@code Connection: close} then} */
  public boolean draining() {
    return service.states().isAtLeast(LifecycleState.LAME_DUCK);
  }

  /**
   * Shuts down without ending the JVM. Does nothing if that has begun.
   *
   * @param reason why, for the report
   * @return completes when all is over, the same way each time
   */
  public CompletionStage<ShutdownReport> shutdown(String reason) {
    return sequence
        .begin(requireNonNull(reason, "reason"), false)
        .thenApplyAsync(report -> report, task -> Daemon.start("report", task));
  }
}
