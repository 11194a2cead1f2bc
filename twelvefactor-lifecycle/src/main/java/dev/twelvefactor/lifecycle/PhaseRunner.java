// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import dev.twelvefactor.lifecycle.ShutdownReport.Result;
import dev.twelvefactor.lifecycle.ShutdownReport.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs closers, each on a daemon thread of its own, so that one which never returns costs its share
 * of the time and nothing else. What is left is divided by what is left to run.
 */
final class PhaseRunner {

  private static final long LOOK = Duration.ofMillis(100).toNanos();

  private final Service service;
  private final Pacer pacer;
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private volatile long start;

  PhaseRunner(Service service, Pacer pacer) {
    this.service = service;
    this.pacer = pacer;
  }

  void start(long nanos) {
    start = nanos;
  }

  List<Step> steps() {
    return steps;
  }

  /** Runs a phase until all its closers have ended, its time is over, or there is no time for it. */
  void run(Phase phase, long deadline, BooleanSupplier hurry) {
    List<Running> parallel = new ArrayList<>();
    List<Closer> inTurn = new ArrayList<>();
    for (Closer closer : service.closers().begin(phase)) {
      if (closer.parallel) {
        parallel.add(new Running(closer, Math.max(0, deadline - pacer.now())));
      } else {
        inTurn.add(closer);
      }
    }
    for (int i = 0; i < inTurn.size(); i++) {
      long limit = Math.max(0, (deadline - pacer.now()) / (inTurn.size() - i));
      end(new Running(inTurn.get(i), limit), hurry);
    }
    parallel.forEach(running -> end(running, hurry));
  }

  private void end(Running running, BooleanSupplier hurry) {
    BooleanSupplier done = () -> running.end.isDone() || hurry.getAsBoolean();
    boolean stuck = false;
    while (!done.getAsBoolean() && !stuck && running.deadline - pacer.now() > 0) {
      boolean exits = service.states().isJvmExiting();
      long look = exits ? pacer.now() + LOOK : running.deadline;
      pacer.await(
          () -> done.getAsBoolean() || exits != service.states().isJvmExiting(),
          look - running.deadline < 0 ? look : running.deadline);
      stuck = service.states().isJvmExiting() && Exiting.is(running.thread);
    }
    record(running.step(stuck));
  }

  /** Runs a closer that came too late for its phase. */
  void runHere(Closer closer, Duration limit) {
    long begun = pacer.now();
    Throwable failure = null;
    try {
      closer.close(limit);
    } catch (Throwable e) {
      failure = e;
    }
    record(step(closer, begun, failure == null ? Result.CLOSED : Result.FAILED, failure));
  }

  private void record(Step step) {
    steps.add(step);
    service.closed(step);
  }

  private Step step(Closer closer, long begun, Result result, @Nullable Throwable failure) {
    return new Step(
        closer.phase(),
        closer.name(),
        Duration.ofNanos(begun - start),
        Duration.ofNanos(pacer.now() - begun),
        result,
        failure);
  }

  /** A closer at work. */
  private final class Running {
    private final Closer closer;
    private final long begun = pacer.now();
    private final long deadline;
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private final Thread thread;

    private Running(Closer closer, long limit) {
      this.closer = closer;
      this.deadline = begun + limit;
      this.thread = Daemon.start("close-" + closer.name(), () -> close(Duration.ofNanos(limit)));
    }

    private void close(Duration limit) {
      Throwable failure = null;
      try {
        closer.close(limit);
      } catch (Throwable e) {
        failure = e;
      }
      end.complete(failure);
      pacer.wake();
    }

    private Step step(boolean exits) {
      if (end.isDone()) {
        Throwable failure = end.getNow(null);
        return PhaseRunner.this.step(
            closer, begun, failure == null ? Result.CLOSED : Result.FAILED, failure);
      }
      if (!exits) {
        thread.interrupt();
      }
      return PhaseRunner.this.step(closer, begun, exits ? Result.EXITING : Result.ABANDONED, null);
    }
  }
}
