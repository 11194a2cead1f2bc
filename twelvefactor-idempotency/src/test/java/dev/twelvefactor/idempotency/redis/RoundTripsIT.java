// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the server is asked, counted by the server. */
@WithRedis
class RoundTripsIT {

  private static final Operation<String> SHORT =
      Operation.builder("short", String.class).onCrash(OnCrash.RERUN).build();

  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private RedisProcess redis;
  private IdempotentExecutor once;

  @BeforeEach
  void open(RedisProcess redis) {
    this.redis = redis;
    once = IdempotentExecutor.create(RedisIdempotencyStore.builder(redis.url(), "trips")
        .timeout(Duration.ofSeconds(10))
        .build());
    // Each script once, so that the server knows them all.
    IdempotencyKey other = IdempotencyKey.of("acme", "0", "tea");
    Operation<String> operation =
        Operation.builder("warm", String.class).intentMarkedByTask().build();
    once.execute(operation, other, run -> {
      run.intent();
      run.verifyOwned();
      return "warm";
    });
    redis.resetStatistics();
  }

  @AfterEach
  void close() {
    once.close();
  }

  private void assertTrips(long count) {
    assertThat(redis.commandCalls().getOrDefault("evalsha", 0L)).isEqualTo(count);
    assertThat(redis.commandCalls()).doesNotContainKeys("eval", "script|load");
  }

  @Test
  void execute_first_takesTwo() {
    once.execute(SHORT, key, run -> "done");

    assertTrips(2);
    assertThat(redis.commandCalls())
        .containsOnlyKeys("evalsha", "time", "get", "set")
        .containsEntry("set", 2L);
  }

  @Test
  void execute_replay_takesOneAndWritesNothing() {
    once.execute(SHORT, key, run -> "done");
    redis.resetStatistics();

    once.execute(SHORT, key, run -> "again");

    assertTrips(1);
    assertThat(redis.commandCalls()).containsOnlyKeys("evalsha", "time", "get");
  }

  @Test
  void execute_busyAndMismatch_takeOneEach() {
    once.execute(SHORT, key, run -> {
      redis.resetStatistics();
      assertThat(once.execute(SHORT, key, inner -> "inner")).isInstanceOf(Outcome.InProgress.class);
      assertTrips(1);
      assertThat(once.execute(SHORT, IdempotencyKey.of("acme", "1", "coffee"), inner -> "inner"))
          .isInstanceOf(Outcome.Mismatch.class);
      assertTrips(2);
      return "outer";
    });
  }

  @Test
  void execute_intent_takesOneMore() {
    Operation<String> marked =
        Operation.builder("marked", String.class).intentMarkedByTask().build();

    once.execute(marked, key, run -> {
      run.intent();
      run.intent();
      run.checkOwned();
      return "done";
    });

    assertTrips(3);
  }

  @Test
  void execute_longerThanAThirdOfTheLease_renews() {
    Operation<String> slow =
        Operation.builder("slow", String.class).lease(Duration.ofMillis(300)).build();

    once.execute(slow, key, run -> {
      await().until(() -> redis.commandCalls().getOrDefault("evalsha", 0L) >= 3);
      run.checkOwned();
      return "done";
    });

    assertThat(redis.commandCalls().get("setrange")).isGreaterThanOrEqualTo(2);
  }
}
