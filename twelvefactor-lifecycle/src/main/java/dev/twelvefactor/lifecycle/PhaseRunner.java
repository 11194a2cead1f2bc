// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static dev.twelvefactor.lifecycle.Pacer.earliest;

import dev.twelvefactor.lifecycle.ShutdownReport.Result;
import dev.twelvefactor.lifecycle.ShutdownReport.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
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

  /**
   * Runs a phase until all its closers have ended or its time is over.
   *
   * @param end when that is; may move while the phase runs, and whoever moves it wakes the pacer
   */
  void run(Phase phase, LongSupplier end) {
    List<Running> parallel = new ArrayList<>();
    List<Closer> inTurn = new ArrayList<>();
    for (Closer closer : service.closers().begin(phase)) {
      if (closer.parallel) {
        parallel.add(start(closer, left(end)));
      } else {
        inTurn.add(closer);
      }
    }
    for (int i = 0; i < inTurn.size(); i++) {
      end(start(inTurn.get(i), left(end) / (inTurn.size() - i)), end);
    }
    parallel.forEach(running -> end(running, end));
  }

  private long left(LongSupplier end) {
    return Math.max(0, end.getAsLong() - pacer.now());
  }

  /** A closer for which no thread is to be had has failed; the others still run. */
  private Running start(Closer closer, long limit) {
    Running running = new Running(closer, limit);
    try {
      running.thread.start();
    } catch (Throwable e) {
      running.end.complete(e);
    }
    return running;
  }

  private void end(Running running, LongSupplier phaseEnd) {
    boolean stuck = false;
    while (!running.end.isDone() && !stuck) {
      boolean exits = service.states().isJvmExiting();
      long hurried = phaseEnd.getAsLong();
      long deadline = earliest(running.deadline, hurried);
      if (deadline - pacer.now() <= 0) {
        break;
      }
      pacer.await(
          () -> running.end.isDone()
              || exits != service.states().isJvmExiting()
              || hurried != phaseEnd.getAsLong(),
          exits ? earliest(deadline, pacer.now() + LOOK) : deadline);
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
      this.thread = Daemon.of("close-" + closer.name(), () -> close(Duration.ofNanos(limit)));
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
