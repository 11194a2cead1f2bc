// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotentExecutor.AsyncTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task that is a stage, and ends its run when the stage does. It begins on the caller's
 * executor, and ends on one of our own: the caller's may be full by then, of duplicates that wait for
 * this very end, or closed.
 */
final class AsyncRun {

  private AsyncRun() {}

  static <T> CompletableFuture<Outcome<T>> of(
      Execution<T> execution, AsyncTask<T> task, Executor executor) {
    return begun(execution, task, executor).thenCompose(Function.identity());
  }

  /** Fails rather than throws if the executor takes nothing, so that the execution ends. */
  private static <T> CompletableFuture<CompletionStage<Outcome<T>>> begun(
      Execution<T> execution, AsyncTask<T> task, Executor executor) {
    try {
      return CompletableFuture.supplyAsync(() -> begin(execution, task), executor);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <T> CompletionStage<Outcome<T>> begin(Execution<T> execution, AsyncTask<T> task) {
    Outcome<T> known = execution.begin();
    return known != null
        ? CompletableFuture.completedStage(known)
        : started(execution, task)
            .handleAsync(
                (value, failure) -> ended(execution, value, failure), DefaultExecutor.shared());
  }

  private static <T> CompletionStage<T> started(Execution<T> execution, AsyncTask<T> task) {
    try {
      return requireNonNull(task.run(execution.run()), "the task answered no stage");
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static <T> Outcome<T> ended(
      Execution<T> execution, @Nullable T value, @Nullable Throwable failure) {
    if (failure == null) {
      return execution.succeeded(value);
    }
    Throwable cause = cause(failure);
    Outcome<T> other = execution.failed(cause);
    if (other != null) {
      return other;
    }
    throw new CompletionException(cause);
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? failure : cause;
  }
}
