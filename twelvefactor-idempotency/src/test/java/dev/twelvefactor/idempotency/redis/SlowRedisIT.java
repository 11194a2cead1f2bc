// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server, or a way to it, that answers everything, and too late. */
@WithRedis
class SlowRedisIT {

  private static final Operation<String> ORDER = Operation.builder("order", String.class)
      .retryable(IllegalStateException.class)
      .build();
  private static final Duration TIMEOUT = Duration.ofMillis(200);

  /** Each way, so that a round trip takes three times as long as it may. */
  private static final Duration LATENCY = Duration.ofMillis(300);

  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private final AtomicInteger runs = new AtomicInteger();
  private RedisProcess redis;
  private FaultProxy proxy;
  private IdempotentExecutor once;
  private IdempotentExecutor direct;

  @BeforeEach
  void open(RedisProcess redis) {
    this.redis = redis;
    proxy = FaultProxy.to(redis.host(), redis.port());
    once = executor("redis://" + proxy.host() + ":" + proxy.port(), TIMEOUT);
    direct = executor(redis.url(), Duration.ofSeconds(10));
    IdempotencyKey warm = IdempotencyKey.of("acme", "warm", "");
    direct.execute(ORDER, warm, run -> "warm");
    await().ignoreExceptions().until(() -> once.execute(ORDER, warm, run -> "warm") != null);
  }

  private static IdempotentExecutor executor(String url, Duration timeout) {
    return IdempotentExecutor.builder(
            RedisIdempotencyStore.builder(url, "slow").timeout(timeout).build())
        .patience(Duration.ofMillis(400))
        .build();
  }

  @AfterEach
  void close() {
    proxy.pass();
    once.close();
    direct.close();
    proxy.close();
  }

  private String ran() {
    return "run " + runs.incrementAndGet();
  }

  private Optional<State> state() {
    return direct.find(ORDER, key).map(IdempotencyRecord::state);
  }

  private void assertRunsAsTheFirst() {
    Outcome<String> outcome = direct.execute(ORDER, key, run -> {
      assertThat(run.attempt()).isEqualTo(1);
      assertThat(run.takeover()).isFalse();
      return ran();
    });
    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
  }

  @Test
  void claim_everyAnswerIsTooLate_isWithdrawnAndTheNextRunIsTheFirst() {
    proxy.delay(LATENCY);

    assertThatThrownBy(() -> once.execute(ORDER, key, run -> ran()))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("not begun");
    proxy.pass();

    await().until(() -> state().equals(Optional.of(State.RELEASED)));
    assertThat(runs).hasValue(0);
    assertRunsAsTheFirst();
    assertThat(once.execute(ORDER, key, run -> ran()).orThrow()).isEqualTo("run 1");
  }

  @Test
  void complete_everyAnswerIsTooLate_isToldAndStoredOnce() {
    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      proxy.delay(LATENCY);
      return ran();
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, false));
    await().until(() -> state().equals(Optional.of(State.COMPLETED)));
    proxy.pass();
    assertThat(direct.execute(ORDER, key, run -> ran()))
        .isEqualTo(new Outcome.Completed<>("run 1", true, true));
  }

  @Test
  void release_serverPausesPastEveryTimeLimit_isReleasedLater() {
    assertThatThrownBy(() -> once.execute(ORDER, key, run -> {
          redis.command("CLIENT", "PAUSE", "1500", "WRITE");
          throw new IllegalStateException("no");
        }))
        .hasMessage("no");

    await().until(() -> state().equals(Optional.of(State.RELEASED)));
    assertThat(direct.execute(ORDER, key, run -> ran()).orThrow()).isEqualTo("run 1");
  }
}
