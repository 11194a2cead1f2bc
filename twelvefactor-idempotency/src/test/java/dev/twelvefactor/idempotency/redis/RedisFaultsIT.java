// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotencyObserver;
import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network and a server that break at the worst moments. */
@WithRedis
class RedisFaultsIT {

  private static final Operation<String> ORDER =
      Operation.builder("order", String.class).onCrash(OnCrash.RERUN).build();
  private static final String NAMESPACE = "faults";

  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private final AtomicInteger runs = new AtomicInteger();
  private final Queue<IdempotencyObserver.Kind> events = new ConcurrentLinkedQueue<>();
  private RedisProcess redis;
  private FaultProxy proxy;
  private IdempotentExecutor once;
  private IdempotentExecutor direct;

  @BeforeEach
  void open(RedisProcess redis) {
    this.redis = redis;
    proxy = FaultProxy.to(redis.host(), redis.port());
    once = executor("redis://" + proxy.host() + ":" + proxy.port(), Duration.ofMillis(300));
    direct = executor(redis.url(), Duration.ofSeconds(10));
    once.execute(ORDER, IdempotencyKey.of("acme", "warm", ""), run -> "warm");
    direct.execute(ORDER, IdempotencyKey.of("acme", "warm", ""), run -> "warm");
    events.clear();
  }

  private IdempotentExecutor executor(String url, Duration timeout) {
    return IdempotentExecutor.builder(
            RedisIdempotencyStore.builder(url, NAMESPACE).timeout(timeout).build())
        .observer(new IdempotencyObserver() {
          @Override
          public void observed(Event event) {
            events.add(event.kind());
          }
        })
        .patience(Duration.ofSeconds(3))
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

  private State state() {
    return direct.find(ORDER, key).map(IdempotencyRecord::state).orElse(State.RELEASED);
  }

  @Test
  void claim_replyIsDropped_isRepeatedUnderTheSameFence() {
    proxy.cutBeforeReply();

    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      assertThat(run.attempt()).isEqualTo(1);
      assertThat(run.takeover()).isFalse();
      return ran();
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
  }

  @Test
  void complete_replyIsDropped_isRepeatedAndDurable() {
    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      proxy.cutBeforeReply();
      return ran();
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
    assertThat(direct.execute(ORDER, key, run -> ran()).orThrow()).isEqualTo("run 1");
  }

  @Test
  void complete_requestIsCut_isRepeatedAndDurable() {
    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      proxy.cutAfterRequestBytes(20);
      return ran();
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
  }

  @Test
  void release_replyIsDropped_isRepeated() {
    Operation<String> harmless = Operation.builder("order", String.class)
        .retryable(IllegalStateException.class)
        .build();
    assertThatThrownBy(() -> once.execute(harmless, key, run -> {
          proxy.cutBeforeReply();
          throw new IllegalStateException("no");
        }))
        .hasMessage("no");

    await().until(() -> state() == State.RELEASED);
    assertThat(direct.execute(harmless, key, run -> ran()).orThrow()).isEqualTo("run 1");
  }

  @Test
  void claim_serverPausesPastEveryTimeLimit_isWithdrawnBehindIt() {
    IdempotentExecutor impatient = IdempotentExecutor.builder(
            RedisIdempotencyStore.builder(redis.url(), NAMESPACE)
                .timeout(Duration.ofMillis(200))
                .build())
        .patience(Duration.ofMillis(200))
        .build();
    try (impatient) {
      impatient.execute(ORDER, IdempotencyKey.of("acme", "warm", ""), run -> "warm");
      redis.command("CLIENT", "PAUSE", "1500", "ALL");

      assertThatThrownBy(() -> impatient.execute(ORDER, key, run -> ran()))
          .isInstanceOfSatisfying(IdempotencyException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.STORE);
            assertThat(e.maybeApplied()).isFalse();
          });

      await().until(() -> direct.find(ORDER, key).isPresent() && state() == State.RELEASED);
      assertThat(direct
              .execute(ORDER, key, run -> {
                assertThat(run.attempt()).isEqualTo(1);
                assertThat(run.takeover()).isFalse();
                return ran();
              })
              .orThrow())
          .isEqualTo("run 1");
    }
  }

  @Test
  void complete_serverPausesPastEveryTimeLimit_isAnsweredAndStoredLater() {
    IdempotentExecutor impatient = IdempotentExecutor.builder(
            RedisIdempotencyStore.builder(redis.url(), NAMESPACE)
                .timeout(Duration.ofMillis(200))
                .build())
        .patience(Duration.ofMillis(200))
        .build();
    try (impatient) {
      Outcome<String> outcome = impatient.execute(ORDER, key, run -> {
        redis.command("CLIENT", "PAUSE", "1500", "WRITE");
        return ran();
      });

      assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, false));
      await().until(() -> state() == State.COMPLETED);
      assertThat(direct.execute(ORDER, key, run -> ran()))
          .isEqualTo(new Outcome.Completed<>("run 1", true, true));
    }
  }

  @Test
  void execute_scriptsAreFlushed_areSentAgain() {
    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      redis.command("SCRIPT", "FLUSH");
      return ran();
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
  }

  @Test
  void execute_everythingIsFlushedMeanwhile_isRestored() {
    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      redis.command("FLUSHALL");
      return ran();
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
    assertThat(events).contains(IdempotencyObserver.Kind.RESTORED);
    assertThat(direct.execute(ORDER, key, run -> ran()).orThrow()).isEqualTo("run 1");
  }

  @Test
  void execute_everythingIsFlushedAndClaimedAgain_givesAGreaterFenceAndOneResult() {
    Outcome<String> outer = once.execute(ORDER, key, run -> {
      redis.command("FLUSHALL");
      Outcome<String> inner = direct.execute(ORDER, key, other -> {
        assertThat(other.fence()).isGreaterThan(run.fence());
        return "heir";
      });
      assertThat(inner.orThrow()).isEqualTo("heir");
      return "old";
    });

    assertThat(outer).isEqualTo(new Outcome.Completed<>("heir", true, true));
    assertThat(events).contains(IdempotencyObserver.Kind.SUPERSEDED);
  }

  @Test
  void execute_serverRestartsWithoutPersistence_isRestored() {
    Outcome<String> outcome = once.execute(ORDER, key, run -> {
      redis.kill();
      redis.restart();
      return ran();
    });

    assertThat(outcome.orThrow()).isEqualTo("run 1");
    await().until(() -> state() == State.COMPLETED);
    assertThat(direct.execute(ORDER, key, run -> ran()).orThrow()).isEqualTo("run 1");
  }

  @Test
  void execute_serverRestartsWithAppendOnlyFile_keepsTheClaim() {
    try (RedisProcess durable =
            RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        IdempotentExecutor first = executor(durable.url(), Duration.ofSeconds(2));
        IdempotentExecutor second = executor(durable.url(), Duration.ofSeconds(2))) {
      second.execute(ORDER, IdempotencyKey.of("acme", "warm", ""), run -> "warm");
      Outcome<String> outcome = first.execute(ORDER, key, run -> {
        durable.kill();
        durable.restart();
        await().ignoreExceptions().until(() -> second.find(ORDER, key).isPresent());
        assertThat(second.execute(ORDER, key, other -> ran()))
            .isInstanceOf(Outcome.InProgress.class);
        return ran();
      });

      assertThat(outcome).isEqualTo(new Outcome.Completed<>("run 1", false, true));
      assertThat(events).doesNotContain(IdempotencyObserver.Kind.RESTORED);
    }
  }

  @Test
  void execute_serverDown_isRefusedSoonAndWorksAfterwards() {
    redis.kill();
    long start = System.nanoTime();

    assertThatThrownBy(() -> direct.execute(ORDER, key, run -> ran()))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("not begun");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
    redis.restart();
    await()
        .ignoreExceptions()
        .until(() -> direct.execute(ORDER, key, run -> ran()) instanceof Outcome.Completed);
    assertThat(runs).hasValue(1);
  }

  @Test
  void lease_thatEndsAnHourLaterThanItCould_isCut() {
    try (RedisRecords records = new RedisRecords(redis.url(), NAMESPACE)) {
      once.execute(ORDER, key, run -> {
        String record = records.keys().stream()
            .filter(name -> records.redis().strlen(name) == 76)
            .findFirst()
            .orElseThrow();
        records.shiftLease(record, Duration.ofHours(1));

        direct.execute(ORDER, key, other -> ran());

        assertThat(direct.find(ORDER, key).orElseThrow().at())
            .isBefore(records.now().plus(Duration.ofSeconds(31)));
        records.shiftLease(record, Duration.ofHours(-1));
        run.verifyOwned();
        assertThat(direct.execute(ORDER, key, other -> ran()))
            .isInstanceOf(Outcome.InProgress.class);
        return "done";
      });
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void check_unsafeSettings_areNamed() {
    try (RedisProcess unsafe =
            RedisProcess.start("--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru");
        RedisProcess safe = RedisProcess.start("--appendonly", "yes");
        IdempotencyStore onUnsafe = RedisIdempotencyStore.connect(unsafe.url(), NAMESPACE);
        IdempotencyStore onSafe = RedisIdempotencyStore.connect(safe.url(), NAMESPACE)) {
      List<String> problems = onUnsafe.check();

      assertThat(problems).hasSize(2);
      assertThat(problems.get(0)).contains("volatile-lru").contains("noeviction");
      assertThat(problems.get(1)).contains("appendonly");
      assertThat(onSafe.check()).isEmpty();
    }
  }
}
