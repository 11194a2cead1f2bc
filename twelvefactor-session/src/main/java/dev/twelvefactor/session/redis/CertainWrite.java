// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Conflict;
import dev.twelvefactor.session.SessionStoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends a change until it is known whether it was applied; begins no more to do so when the time of
 * one command is over. A connection that breaks before the answer leaves a doubt; sent once more,
 * the change finds itself if it was applied: by the nonce that it carries, or as the session that it
 * creates is there.
 *
 * @param <T> what the change answers
 */
final class CertainWrite<T> {

  private static final Executor SOON =
      CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, Runnable::run);

  /** The change as it is sent. */
  interface Write<T> {
    CompletionStage<Answer<T>> send(boolean again);
  }

  private final Write<T> write;
  private final long end;

  CertainWrite(Write<T> write, Duration time) {
    this.write = write;
    this.end = System.nanoTime() + time.toNanos();
  }

  CompletionStage<Answer<T>> run() {
    return send(null);
  }

  /** Sends the change; {@code doubt} is the failure after which it may have been applied. */
  private CompletionStage<Answer<T>> send(@Nullable SessionStoreException doubt) {
    return write
        .send(/* again= */ doubt != null)
        .handle((answer, failure) -> next(answer, failure, doubt))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Answer<T>> next(
      Answer<T> answer, @Nullable Throwable failure, @Nullable SessionStoreException doubt) {
    if (failure != null) {
      return failed(failure, doubt);
    }
    // A conflict after a doubt may be with our own change, over which another was written since.
    return doubt != null && answer instanceof Conflict<T>
        ? CompletableFuture.failedStage(doubt)
        : CompletableFuture.completedStage(answer);
  }

  private CompletionStage<Answer<T>> failed(
      Throwable failure, @Nullable SessionStoreException doubt) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    SessionStoreException open = doubt;
    if (open == null && cause instanceof SessionStoreException first && first.maybeApplied()) {
      open = first;
    }
    if (open == null || System.nanoTime() - end >= 0) {
      return CompletableFuture.failedStage(open == null ? failure : open);
    }
    SessionStoreException unsettled = open;
    return CompletableFuture.supplyAsync(() -> send(unsettled), SOON)
        .thenCompose(Function.identity());
  }
}
