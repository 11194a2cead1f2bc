// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One thing to close in a phase. */
final class Closer {

  private final Phase phase;
  private final String name;
  private final Action action;
  private final @Nullable ClassLoader loader = ContextLoader.current();
  volatile boolean parallel;

  Closer(Phase phase, String name, Action action) {
    this.phase = requireNonNull(phase, "phase");
    this.name = requireNonNull(name, "name");
    this.action = action;
  }

  /** How it is closed. */
  interface Action {
    /** Closes it; is left behind and interrupted when it takes longer than the limit. */
    void close(Duration limit) throws Exception;
  }

  static Action of(AutoCloseable resource) {
    requireNonNull(resource, "closer");
    return limit -> resource.close();
  }

  static Action of(Supplier<? extends CompletionStage<?>> start) {
    requireNonNull(start, "closer");
    return limit -> {
      CompletionStage<?> stage = requireNonNull(start.get(), "the closer answered no stage");
      CompletableFuture<Object> end = new CompletableFuture<>();
      var unused = stage.whenComplete((value, failure) -> {
        if (failure == null) {
          end.complete("closed");
        } else {
          end.completeExceptionally(failure);
        }
      });
      await(end);
    };
  }

  private static void await(CompletableFuture<?> end) throws Exception {
    try {
      Object unused = end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Lets running and queued tasks end for most of the time, then interrupts what is left. */
  static Action of(ExecutorService executor) {
    requireNonNull(executor, "executor");
    return limit -> {
      executor.shutdown();
      long nanos = limit.toNanos();
      if (executor.awaitTermination(nanos / 10 * 8, TimeUnit.NANOSECONDS)) {
        return;
      }
      int dropped = executor.shutdownNow().size();
      boolean ended = executor.awaitTermination(nanos / 10, TimeUnit.NANOSECONDS);
      throw new TimeoutException("tasks did not end in time: "
          + dropped
          + " dropped from the queue, those running were interrupted and "
          + (ended ? "ended" : "still run"));
    };
  }

  Phase phase() {
    return phase;
  }

  String name() {
    return name;
  }

  void close(Duration limit) throws Exception {
    try (ContextLoader unused = ContextLoader.lend(loader)) {
      action.close(limit);
    }
  }
}
