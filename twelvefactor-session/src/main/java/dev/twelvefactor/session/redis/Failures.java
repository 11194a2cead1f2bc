// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.SessionStoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
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
    if (says(failure, "RedisURI is not available")) {
      return new SessionStoreException(
          "the client has no URI (expected: one made as RedisClient.create(uri))", false, cause);
    }
    if (says(failure, "cluster support disabled")) {
      return new SessionStoreException(
          "Redis is no Cluster; REDIS_URL lists several servers or says redis-cluster://",
          false,
          cause);
    }
    RedisCommandExecutionException refused = refusal(failure);
    if (refused != null) {
      return new SessionStoreException("Redis refused: " + described(refused), false, cause);
    }
    if (cause instanceof RedisConnectionException || cause instanceof TimeoutException) {
      return new SessionStoreException(
          "Redis is not reachable" + why(failure)
              + "; check that it runs and that REDIS_URL names it",
          false,
          cause);
    }
    if (isRejection(failure)) {
      return notConnected();
    }
    if (says(failure, "Commands are not accepted until")) {
      return new SessionStoreException(
          "too many commands wait for Redis; nothing was sent", false, cause);
    }
    String doubt = write ? "; the change may have been applied" : "";
    if (cause instanceof RedisCommandTimeoutException) {
      return new SessionStoreException(
          "Redis did not answer within " + timeout.toMillis() + " ms" + doubt, write, cause);
    }
    return new SessionStoreException("connection to Redis was lost" + doubt, write, cause);
  }

  /** What the network says, which has an address in it and nothing else of a URL. */
  private static String why(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof IOException io) {
        return " (" + io.getMessage() + ")";
      }
    }
    return "";
  }

  /** The server's own answer, also to the greeting of a new connection. */
  private static @Nullable RedisCommandExecutionException refusal(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof RedisCommandExecutionException refused) {
        return refused;
      }
    }
    return null;
  }

  private static String described(RedisCommandExecutionException refused) {
    String answer = String.valueOf(refused.getMessage());
    if (answer.startsWith("NOAUTH")) {
      return "it asks for a password, and REDIS_URL has none";
    }
    if (answer.startsWith("WRONGPASS")) {
      return answer + "; check the user and the password in REDIS_URL";
    }
    return answer.startsWith("MOVED ")
        ? answer + " (the server belongs to a Cluster; write its URL as redis-cluster://host:port)"
        : answer;
  }

  /** Whether keys of one command are on two servers, for as long as their slot moves. */
  static boolean isTryAgain(Throwable failure) {
    return isRefusal(failure, "TRYAGAIN");
  }

  /** Whether the server has a primary over it, and so takes no change. */
  static boolean isReplica(Throwable failure) {
    return isRefusal(failure, "READONLY");
  }

  /** Whether the driver has sent nothing, since it has no connection at the moment. */
  static boolean isRejection(Throwable failure) {
    return String.valueOf(unwrapped(failure)).contains("Commands are rejected");
  }

  static boolean isTimeout(Throwable failure) {
    return unwrapped(failure) instanceof RedisCommandTimeoutException;
  }

  /** Within a script the word stands anywhere in the message. */
  private static boolean isRefusal(Throwable failure, String word) {
    return unwrapped(failure) instanceof RedisCommandExecutionException refused
        && String.valueOf(refused.getMessage()).contains(word);
  }

  private static boolean says(@Nullable Throwable failure, String words) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (String.valueOf(each.getMessage()).contains(words)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException || failure instanceof ExecutionException
        ? failure.getCause()
        : failure;
  }
}
