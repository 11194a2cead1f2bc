// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.SessionStoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a change that fails, and whether it may have been applied. */
class FailuresTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new RedisException("Currently not connected. Commands are rejected."),
            "Redis is not reachable; nothing was sent",
            false),
        Arguments.of(
            new RedisException("Internal stack size exceeded: 16384. Commands are not accepted"
                + " until the stack size drops."),
            "too many commands wait for Redis; nothing was sent",
            false),
        Arguments.of(
            new RedisConnectionException(
                "Unable to connect",
                new RedisCommandExecutionException("WRONGPASS invalid username-password pair")),
            "Redis refused: WRONGPASS invalid username-password pair; check the user and the password"
                + " in REDIS_URL",
            false),
        Arguments.of(
            new RedisConnectionException("Unable to connect"), "Redis is not reachable", false),
        Arguments.of(
            new RedisCommandTimeoutException("late"),
            "Redis did not answer within 250 ms; the change may have been applied",
            true),
        Arguments.of(
            new CancellationException("gone"),
            "connection to Redis was lost; the change may have been applied",
            true));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void translate_failureOfAChange_saysWhetherItMayHaveBeenApplied(
      RuntimeException failure, String message, boolean maybeApplied) {
    SessionStoreException translated = Failures.translate(
        new CompletionException(failure), /* write= */ true, Duration.ofMillis(250));

    assertThat(translated).hasMessageStartingWith(message);
    assertThat(translated.maybeApplied()).isEqualTo(maybeApplied);
  }
}
