// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotentExecutor.AsyncTask;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs a task that is a stage, and ends its run when the stage does. */
final class AsyncRun {

  private AsyncRun() {}

  static <T> CompletableFuture<Outcome<T>> of(
      Execution<T> execution, AsyncTask<T> task, Executor executor) {
    return asked(execution, executor)
        .thenCompose(known -> known.isPresent()
            ? CompletableFuture.completedStage(known.get())
            : run(execution, task, executor));
  }

  /** Fails rather than throws if the executor takes nothing, so that the execution ends. */
  private static <T> CompletableFuture<Optional<Outcome<T>>> asked(
      Execution<T> execution, Executor executor) {
    try {
      return CompletableFuture.supplyAsync(() -> Optional.ofNullable(execution.begin()), executor);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <T> CompletionStage<Outcome<T>> run(
      Execution<T> execution, AsyncTask<T> task, Executor executor) {
    return begun(execution, task)
        .handleAsync(
            (value, failure) -> {
              if (failure == null) {
                return execution.succeeded(value);
              }
              Throwable cause = cause(failure);
              execution.failed(cause);
              throw new CompletionException(cause);
            },
            executor);
  }

  private static <T> CompletionStage<T> begun(Execution<T> execution, AsyncTask<T> task) {
    try {
      return task.run(execution.run());
    } catch (Throwable e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? failure : cause;
  }
}
