// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static dev.twelvefactor.session.redis.Load.COUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder.Outage;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.RedisSentinel;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A primary that is replaced by Sentinels while sessions are used. */
@WithRedis
class SentinelFaultsIT {

  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private final RedisSentinel redis;
  private final SessionStore sessions;
  private final Session session;

  /** The servers are the same for all tests; each leaves them healthy. */
  SentinelFaultsIT(RedisSentinel redis) {
    this.redis = redis;
    this.sessions = RedisSessionStore.builder(redis.url()).timeout(TIMEOUT).build();
    this.session = sessions.create(NewSession.anonymous().with(COUNT, 0));
  }

  @AfterEach
  void recover() {
    redis.primary().thaw();
    redis.replica().thaw();
    redis.awaitHealth();
    sessions.close();
  }

  @Test
  void primary_handsOver_whatWasReplicatedIsKept() {
    try (Load load = Load.on(sessions, session)) {
      load.awaitMore(30);
      int replicated = replicated(load);

      redis.handOver();

      assertRecovers(load);
      assertThat(count()).isGreaterThanOrEqualTo(replicated);
    }
  }

  @Test
  void primary_dies_whatWasReplicatedIsKept() {
    RedisProcess killed;
    try (Load load = Load.on(sessions, session)) {
      load.awaitMore(30);
      int replicated = replicated(load);

      killed = redis.crash();

      assertRecovers(load);
      assertThat(load.failed()).isPositive();
      assertThat(count()).isGreaterThanOrEqualTo(replicated);
    }
    killed.restart();
  }

  /** The machine is gone without a word: its connections stand, and nobody tells of the new one. */
  @Test
  void primary_frozen_failsInTimeAndTheReplicaIsFound() {
    RedisProcess replica = redis.replica();
    redis.primary().awaitReplicas();
    redis.primary().freeze();
    long start = System.nanoTime();

    assertThatThrownBy(() -> sessions.find(session.token()))
        .isInstanceOf(SessionStoreException.class);
    assertThat(elapsed(start)).isLessThan(TIMEOUT.plus(MARGIN));

    assertThat(again(() -> sessions.find(session.token()))).isPresent();
    assertThat(redis.primary()).isSameAs(replica);
  }

  @Test
  void save_timedOut_maybeAppliedAndSavingAgainIsHarmless() {
    Session changed = session.with(COUNT, 2);
    sessions.save(session.with(COUNT, 1));
    redis.primary().freeze();

    assertInDoubt(() -> sessions.save(changed));
    redis.primary().thaw();

    assertThat(again(() -> sessions.save(changed))).isPresent();
    assertThat(count()).isEqualTo(2);
    assertThat(again(() -> sessions.save(changed))).isPresent();
    assertThat(count()).isEqualTo(2);
  }

  /** The change in doubt went down with its server, and is made on the next one. */
  @Test
  void save_timedOutAtAPrimaryThatIsReplaced_savingAgainApplies() {
    RedisProcess replica = redis.replica();
    sessions.save(session.with(COUNT, 1));
    redis.primary().awaitReplicas();
    redis.primary().freeze();

    assertInDoubt(() -> sessions.save(session.with(COUNT, 2)));

    assertThat(again(() -> sessions.save(session.with(COUNT, 2)))).isPresent();
    assertThat(count()).isEqualTo(2);
    assertThat(redis.primary()).isSameAs(replica);
  }

  @Test
  void servers_dead_areAnsweredAtOnceAndFoundAgain() {
    RedisProcess primary = redis.primary();
    RedisProcess replica = redis.replica();
    replica.kill();
    primary.kill();
    assertFails();
    long start = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      assertFails();
    }

    assertThat(elapsed(start)).isLessThan(MARGIN);
    primary.restart();
    // One that was started as a replica comes back as one, for 20 seconds and more.
    primary.command("REPLICAOF", "NO", "ONE");
    replica.restart();
    redis.awaitHealth();
    start = System.nanoTime();
    assertThat(again(() -> Optional.of(sessions.create(NewSession.anonymous()))))
        .isPresent();
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(2).plus(MARGIN));
  }

  private void assertFails() {
    assertThatThrownBy(() -> sessions.find(session.token()))
        .isInstanceOf(SessionStoreException.class);
  }

  @Test
  void primary_frozenForAMoment_isStoodInForAndNothingIsCreated() {
    try (SessionStore pages = RedisSessionStore.builder(redis.url())
        .timeout(TIMEOUT)
        .outage(Outage.ANONYMOUS)
        .build()) {
      assertThat(pages.find(session.token()).orElseThrow().isStandIn()).isFalse();
      RedisProcess primary = redis.primary();
      primary.awaitReplicas();
      List<String> keys = keys(primary);
      primary.freeze();

      Session standIn = pages.find(session.token()).orElseThrow();

      assertThat(standIn.isStandIn()).isTrue();
      assertThat(standIn.token()).isEqualTo(session.token());
      assertThat(standIn.find(COUNT)).isEmpty();
      primary.thaw();
      assertThat(again(() -> pages.find(session.token()).filter(found -> !found.isStandIn())))
          .hasValueSatisfying(found -> assertThat(found.get(COUNT)).isZero());
      assertThat(keys(redis.primary())).isEqualTo(keys);
    }
  }

  private static List<String> keys(RedisProcess server) {
    return server.command("KEYS", "session:s:*").lines().sorted().toList();
  }

  private static void assertInDoubt(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isTrue())
        .hasMessageContaining("the change may have been applied");
  }

  private static Optional<Session> again(Callable<Optional<Session>> call) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(SessionStoreException.class)
        .until(call, Optional::isPresent);
  }

  private int replicated(Load load) {
    int answered = load.answeredToTheFirst();
    redis.primary().awaitReplicas();
    return answered;
  }

  private static void assertRecovers(Load load) {
    long start = System.nanoTime();
    load.awaitMore(1);
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(2).plus(MARGIN));
    load.awaitMore(30);
  }

  private int count() {
    return sessions.find(session.token()).orElseThrow().get(COUNT);
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
