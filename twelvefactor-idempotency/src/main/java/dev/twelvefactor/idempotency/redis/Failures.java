// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the failures of the driver mean for a caller. */
final class Failures {

  private Failures() {}

  static IdempotencyException notConnected() {
    return failure("Redis is not reachable; nothing was sent", false, null);
  }

  static IdempotencyException translate(Throwable failure, boolean write, Duration timeout) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof IdempotencyException ours) {
      return ours;
    }
    if (cause instanceof RedisConnectionException || cause instanceof TimeoutException) {
      return failure(
          "Redis is not reachable; check that it runs and that REDIS_URL names it", false, cause);
    }
    if (cause instanceof RedisCommandExecutionException refused) {
      return failure("Redis refused: " + refused.getMessage(), false, cause);
    }
    String doubt = write ? "; the change may have been applied" : "";
    if (cause instanceof RedisCommandTimeoutException) {
      return failure(
          "Redis did not answer within " + timeout.toMillis() + " ms" + doubt, write, cause);
    }
    return failure("connection to Redis was lost" + doubt, write, cause);
  }

  private static IdempotencyException failure(
      String message, boolean maybeApplied, @Nullable Throwable cause) {
    return new IdempotencyException(Reason.STORE, message, maybeApplied, cause);
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException || failure instanceof ExecutionException
        ? failure.getCause()
        : failure;
  }
}
