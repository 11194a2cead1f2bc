// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static dev.twelvefactor.lifecycle.Pacer.earliest;
import static dev.twelvefactor.lifecycle.Pacer.latest;

import dev.twelvefactor.lifecycle.ShutdownReport.Entry;
import dev.twelvefactor.lifecycle.ShutdownReport.Outcome;
import dev.twelvefactor.lifecycle.ShutdownReport.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shutdown itself, from the lame duck to the last closer, on a thread of its own. What others
 * may do to it meanwhile is to hurry it. Loops instead of streams, whose first use in a process would
 * cost its exit some 5 ms.
 */
final class ShutdownSequence {

  private static final long KEPT_FOR_LOGGING = Duration.ofMillis(500).toNanos();
  private static final long LOOK = Duration.ofMillis(100).toNanos();

  private final Service service;
  private final Budget budget;
  private final Pacer pacer;
  private final PhaseRunner phases;
  private final Cancellation cancellation;
  private final List<Entry> timeline = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ShutdownReport> end = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  private boolean begun;

  private volatile boolean skipLameDuck;
  private volatile boolean cancelNow;
  private volatile long hurriedAt;
  private volatile boolean failed;
  private volatile int posixExitCode;
  private volatile @Nullable Runnable atEnd;
  private volatile String reason = "";
  private volatile long start;

  private PermitRegistry.Totals before = new PermitRegistry.Totals(0, 0, 0);
  private InFlight cancelled = InFlight.NONE;
  private InFlight abandoned = InFlight.NONE;

  ShutdownSequence(Service service, Budget budget) {
    this.service = service;
    this.budget = budget;
    this.pacer = new Pacer(service.jvm());
    this.phases = new PhaseRunner(service, pacer);
    this.cancellation = new Cancellation(service.registry());
  }

  /** Begins, unless it has begun; the caller knows that readiness is off when this returns. */
  CompletableFuture<ShutdownReport> begin(String why, boolean withoutLameDuck) {
    if (withoutLameDuck) {
      skipLameDuck = true;
      pacer.wake();
    }
    lock.lock();
    try {
      if (!begun) {
        begun = true;
        begin(why);
      }
    } finally {
      lock.unlock();
    }
    return end;
  }

  private void begin(String why) {
    reason = why;
    start = pacer.now();
    phases.start(start);
    service.registry().cancelAt(start + budget.soft());
    timeline.add(new Entry(LifecycleState.LAME_DUCK, Duration.ZERO));
    if (service.states().enter(LifecycleState.LAME_DUCK) == LifecycleState.STARTING) {
      skipLameDuck = true;
    }
    Thread thread = new Thread(this::run, "twelvefactor-shutdown");
    thread.setDaemon(false);
    thread.start();
  }

  /** Cancels what is in flight now, however much time is left. */
  void cancelNow() {
    hurriedAt = pacer.now();
    cancelNow = true;
    pacer.wake();
  }

  /** The JVM exits: looks for threads that are stuck in it. */
  void jvmExits() {
    service.states().jvmExits();
    pacer.wake();
  }

  /** Sets what the shutdown's own thread does last, when the end is known to all. */
  void atEnd(Runnable task) {
    atEnd = task;
  }

  void posixExitCode(int code) {
    posixExitCode = code;
  }

  /** How long until all must be over; the whole time if the shutdown has not begun or has ended. */
  long left() {
    lock.lock();
    try {
      return begun && !end.isDone() ? start + budget.total() - pacer.now() : budget.total();
    } finally {
      lock.unlock();
    }
  }

  CompletableFuture<ShutdownReport> end() {
    return end;
  }

  /** Runs a closer on this thread, whose phase has begun before it was registered. */
  void runLate(Closer closer) {
    phases.runHere(closer, Duration.ofNanos(Math.max(0, left())));
  }

  private void run() {
    stage("the beginning", this::count);
    stage("pausing the intake", () -> phases.run(Phase.PAUSE_INTAKE, this::pauseEnd));
    stage("the lame duck", this::lameDuck);
    stage("the drain", this::drain);
    stage("the cancellation", this::cancel);
    close();
    finish();
  }

  /** A stage that fails, as when no thread is to be had, keeps none of the later ones from running. */
  private void stage(String name, Runnable stage) {
    try {
      stage.run();
    } catch (Throwable e) {
      failed = true;
      service.log().stageFailed(name, e);
    }
  }

  private void count() {
    before = service.registry().totals();
    var unused = service.registry().drained().thenRun(pacer::wake);
  }

  /** When the intake must be paused; whoever is in a hurry leaves it as long as cancelled work. */
  private long pauseEnd() {
    long end = start + budget.pause();
    return cancelNow ? earliest(end, hurriedAt + budget.cancelGrace()) : end;
  }

  private void enter(LifecycleState state) {
    timeline.add(new Entry(state, Duration.ofNanos(pacer.now() - start)));
    LifecycleState unused = service.states().enter(state);
  }

  /** Ends when nothing new has come for a while, but not before its minimum. */
  private void lameDuck() {
    BooleanSupplier hurry = () -> skipLameDuck || cancelNow;
    while (!hurry.getAsBoolean()) {
      long quiet = service.registry().newestBegin() + budget.quiet();
      long earliest = latest(start + budget.lameDuckMin(), quiet);
      long until = earliest(start + budget.lameDuckMax(), earliest);
      if (until - pacer.now() <= 0) {
        return;
      }
      pacer.await(hurry, until);
    }
  }

  private void drain() {
    enter(LifecycleState.DRAINING);
    List<Gate> gates = service.census().gates();
    gates.forEach(this::close);
    service.registry().close();
    stage("telling the streams", cancellation::cancelStreams);
    awaitWork(start + budget.soft(), () -> cancelNow);
  }

  void close(Gate gate) {
    var unused = gate.close().thenRun(pacer::wake);
  }

  private boolean drained() {
    return service.registry().drained().isDone()
        && service.census().gates().stream().allMatch(gate -> gate.empty().isDone());
  }

  private void awaitWork(long deadline, BooleanSupplier hurry) {
    BooleanSupplier done = () -> drained() || hurry.getAsBoolean();
    long report = pacer.now() + budget.reportInterval();
    while (true) {
      boolean exits = service.states().isJvmExiting();
      if (exits) {
        service.census().dropExiting();
      }
      long now = pacer.now();
      if (done.getAsBoolean() || deadline - now <= 0) {
        return;
      }
      if (report - now <= 0) {
        service.waiting(service.census().take(), Duration.ofNanos(deadline - now));
        report = now + budget.reportInterval();
      }
      long look = exits ? now + LOOK : deadline;
      pacer.await(
          () -> done.getAsBoolean() || exits != service.states().isJvmExiting(),
          earliest(deadline, earliest(report, look)));
    }
  }

  private void cancel() {
    if (!drained()) {
      enter(LifecycleState.CANCELLING);
      service.registry().cancelAt(pacer.now());
      service.registry().refuseChildren();
      cancelled = service.census().take();
      service.cancelling(cancelled);
      stage("telling the work", cancellation::cancelAll);
      service.interruptWork();
      long grace = pacer.now() + budget.cancelGrace();
      awaitWork(earliest(grace, start + budget.cancelled()), () -> false);
    }
    if (!drained() || service.census().exiting() > 0) {
      abandoned = service.census().take();
      service.abandoned(abandoned);
    }
  }

  private void close() {
    stage("the change of state", () -> enter(LifecycleState.CLOSING));
    long end = start + budget.total();
    long kept = service.closers().has(Phase.LOGGING)
        ? Math.min(KEPT_FOR_LOGGING, Math.max(0, end - pacer.now()) / 2)
        : 0;
    for (Phase phase : List.of(Phase.STOP_SERVER, Phase.FLUSH, Phase.CLOSE)) {
      stage(phase.name(), () -> close(phase, end - kept));
    }
    stage("the summary", () -> service.finished(report()));
    stage(Phase.LOGGING.name(), () -> close(Phase.LOGGING, end));
  }

  private void close(Phase phase, long latest) {
    long now = pacer.now();
    long share = (start + budget.total() - now) / service.closers().phasesLeft(phase);
    phases.run(phase, () -> earliest(now + share, latest));
  }

  private void finish() {
    service.closers().end();
    stage("the change of state", () -> enter(LifecycleState.TERMINATED));
    try {
      ShutdownReport report = report();
      stage("telling the observers", () -> service.tellEnd(report));
      end.complete(report);
    } catch (Throwable e) {
      end.completeExceptionally(e);
    }
    Runnable last = atEnd;
    if (last != null) {
      last.run();
    }
  }

  private ShutdownReport report() {
    boolean clean = !failed && cancelled.count() == 0 && abandoned.count() == 0;
    for (ShutdownReport.Step step : phases.steps()) {
      clean &= step.result() == Result.CLOSED;
    }
    PermitRegistry.Totals now = service.registry().totals();
    return new ShutdownReport(
        reason,
        clean ? Outcome.CLEAN : Outcome.INCOMPLETE,
        clean ? posixExitCode : Triggers.INCOMPLETE,
        Duration.ofNanos(pacer.now() - start),
        timeline,
        before.admitted(),
        now.ended() - before.ended() - service.census().exiting(),
        service.registry().refusals(),
        service.registry().closedTwice(),
        cancelled,
        abandoned,
        phases.steps());
  }
}
