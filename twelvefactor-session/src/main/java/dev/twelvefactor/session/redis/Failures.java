// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.SessionStoreException;
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

  static SessionStoreException notConnected() {
    return new SessionStoreException(
        "Redis is not reachable; nothing was sent", /* maybeApplied= */ false, null);
  }

  static SessionStoreException translate(Throwable failure, boolean write, Duration timeout) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof SessionStoreException ours) {
      return ours;
    }
    if (cause instanceof RedisConnectionException || cause instanceof TimeoutException) {
      return new SessionStoreException(
          "Redis is not reachable; check that it runs and that REDIS_URL names it", false, cause);
    }
    if (cause instanceof RedisCommandExecutionException refused) {
      return new SessionStoreException("Redis refused: " + refused.getMessage(), false, cause);
    }
    String doubt = write ? "; the change may have been applied" : "";
    if (cause instanceof RedisCommandTimeoutException) {
      return new SessionStoreException(
          "Redis did not answer within " + timeout.toMillis() + " ms" + doubt, write, cause);
    }
    return new SessionStoreException("connection to Redis was lost" + doubt, write, cause);
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException || failure instanceof ExecutionException
        ? failure.getCause()
        : failure;
  }
}
