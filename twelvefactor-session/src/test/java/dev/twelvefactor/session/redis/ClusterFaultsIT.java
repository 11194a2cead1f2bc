// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static dev.twelvefactor.session.redis.Load.COUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder.Outage;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.testkit.RedisCluster;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.SlotMove;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Cluster whose primaries change, die and freeze, and whose slots move, while sessions are used. */
@WithRedis
class ClusterFaultsIT {

  private static final SessionKey<String> NAME = SessionKey.of("name", String.class);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private final RedisCluster cluster;
  private final SessionStore sessions;
  private final SessionStore patient;
  private final Session session;
  private final String key;

  /** The cluster is one for all tests; each leaves it healthy. */
  ClusterFaultsIT(RedisCluster cluster) {
    this.cluster = cluster;
    this.sessions = store(TIMEOUT);
    this.patient = store(Duration.ofSeconds(10));
    this.session = sessions.create(NewSession.forSubject("ada").with(COUNT, 0));
    this.key = keyOf(session);
  }

  private SessionStore store(Duration timeout) {
    return RedisSessionStore.builder(cluster.url()).timeout(timeout).build();
  }

  private String keyOf(Session session) {
    return cluster.nodes().stream()
        .map(node -> node.command("KEYS", "session:s:*:" + session.handle()))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @AfterEach
  void recover() {
    cluster.nodes().forEach(RedisProcess::thaw);
    cluster.awaitHealth();
    sessions.close();
    patient.close();
  }

  @Test
  void primary_handsOver_noCallFailsAndNothingIsLost() {
    try (Load load = Load.on(patient, session)) {
      load.awaitMore(30);

      cluster.handOver(key);

      load.awaitMore(30);
      load.assertNothingLost();
      assertThat(load.failed()).isZero();
    }
  }

  @Test
  void primary_dies_whatWasReplicatedIsKeptAndTheStoreGoesOnByItself() {
    RedisProcess killed;
    int replicated;
    try (Load load = Load.on(sessions, session)) {
      load.awaitMore(30);
      replicated = load.answeredToTheFirst();
      cluster.primaryOf(key).awaitReplicas();

      killed = cluster.crash(key);

      long start = System.nanoTime();
      load.awaitMore(1);
      assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(2).plus(MARGIN));
      load.awaitMore(30);
      assertThat(load.failed()).isPositive();
    }
    assertThat(sessions.find(session.token()).orElseThrow().get(COUNT))
        .isGreaterThanOrEqualTo(replicated);
    killed.restart();
  }

  @Test
  void cluster_dead_isAnsweredAtOnceAndFoundAgain() {
    sessions.save(session.with(NAME, "Ada"));
    cluster.nodes().forEach(RedisProcess::kill);
    assertFailsInTime(() -> sessions.find(session.token()));
    long start = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      assertFails(() -> sessions.find(session.token()));
      assertThatThrownBy(() -> sessions.save(session.with(NAME, "Grace")))
          .isInstanceOfSatisfying(
              SessionStoreException.class, e -> assertThat(e.maybeApplied()).isFalse());
    }

    assertThat(elapsed(start)).isLessThan(MARGIN);
    cluster.nodes().forEach(RedisProcess::restart);
    cluster.awaitHealth();
    start = System.nanoTime();
    assertThat(recovered(() -> sessions.create(NewSession.anonymous()))).isPresent();
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(2).plus(MARGIN));
  }

  /** Whichever of them the driver asks for what concerns no slot. */
  @Test
  void node_dead_harmsNoSessionOfOthers() {
    sessions.save(session.with(NAME, "Ada"));
    RedisProcess primary = cluster.primaryOf(key);
    for (RedisProcess node : cluster.nodes()) {
      if (node == primary) {
        continue;
      }
      node.kill();
      for (int i = 0; i < 100; i++) {
        assertThat(sessions.find(session.token())).isPresent();
      }
      node.restart();
      cluster.awaitHealth();
    }
    // One that was killed may have come back with keys of slots that it had given away.
    cluster.nodes().stream()
        .filter(node -> node.info("replication").contains("role:master"))
        .forEach(node -> node.command("FLUSHALL"));
  }

  /** The machine is gone without a word: its connections stand, and nobody tells of the new one. */
  @Test
  void primary_frozen_failsInTimeAndItsReplicaIsFound() {
    sessions.save(session.with(NAME, "Ada"));
    RedisProcess primary = cluster.primaryOf(key);
    RedisProcess replica = cluster.replicaOf(key);
    primary.awaitReplicas();
    primary.freeze();

    assertFailsInTime(() -> sessions.find(session.token()));
    assertFailsInTime(() -> sessions.save(session.with(NAME, "Grace")));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> replica.info("replication").contains("role:master"));

    long start = System.nanoTime();
    assertThat(recovered(() -> sessions.find(session.token()).orElseThrow())).isPresent();
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(5).plus(MARGIN));
  }

  @Test
  void primary_frozenForAMoment_changeIsInDoubtAndChangingAgainIsHarmless() {
    Session changed = sessions.save(session.with(NAME, "Ada")).orElseThrow().with(NAME, "Grace");
    RedisProcess primary = cluster.primaryOf(key);
    primary.freeze();

    assertThatThrownBy(() -> sessions.save(changed))
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isTrue())
        .hasMessageContaining("did not answer within 500 ms; the change may have been applied");

    primary.thaw();
    assertThat(recovered(() -> sessions.save(changed).orElseThrow())).isPresent();
    assertThat(patient.find(session.token()).orElseThrow().get(NAME)).isEqualTo("Grace");
  }

  @Test
  void primary_frozenForAMoment_isStoodInForAndNothingIsCreated() {
    try (SessionStore pages = RedisSessionStore.builder(cluster.url())
        .timeout(TIMEOUT)
        .outage(Outage.ANONYMOUS)
        .build()) {
      assertThat(pages.find(session.token()).orElseThrow().isStandIn()).isFalse();
      RedisProcess primary = cluster.primaryOf(key);
      List<String> keys = keys();
      primary.freeze();

      Session standIn = pages.find(session.token()).orElseThrow();

      assertThat(standIn.isStandIn()).isTrue();
      assertThat(standIn.token()).isEqualTo(session.token());
      assertThat(standIn.find(COUNT)).isEmpty();
      primary.thaw();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !pages.find(session.token()).orElseThrow().isStandIn());
      assertThat(pages.find(session.token()).orElseThrow().get(COUNT)).isZero();
      assertThat(keys()).isEqualTo(keys);
    }
  }

  /** Those of all sessions, on primaries and replicas. */
  private List<String> keys() {
    return cluster.nodes().stream()
        .flatMap(node -> node.command("KEYS", "session:s:*").lines())
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  void find_ofASessionThatIsNotDue_isOneCommandOfOneNode() {
    patient.find(session.token());
    List<Long> before = calls();

    for (int i = 0; i < 10; i++) {
      assertThat(patient.find(session.token())).isPresent();
    }

    List<Long> after = calls();
    assertThat(after.get(0) - before.get(0)).isEqualTo(10);
    assertThat(after.subList(1, after.size())).isEqualTo(before.subList(1, before.size()));
  }

  /**
   * How often all nodes have read a session, and have done anything else for a store. Replicas repeat
   * writes of before when they like, and are sent none.
   */
  private List<Long> calls() {
    List<RedisProcess> primaries = cluster.nodes().stream()
        .filter(node -> node.info("replication").contains("role:master"))
        .toList();
    return Stream.concat(
            Stream.of("hgetall", "hmget", "evalsha", "eval", "time")
                .map(command -> calls(command, cluster.nodes())),
            Stream.of("pexpireat", "hset").map(command -> calls(command, primaries)))
        .toList();
  }

  private static long calls(String command, List<RedisProcess> nodes) {
    return nodes.stream()
        .mapToLong(node -> node.commandCalls().getOrDefault(command, 0L))
        .sum();
  }

  @Test
  void close_whileACallIsOnItsWay_waitsForIt() throws Exception {
    Session mine = patient.find(session.token()).orElseThrow();
    Session changed = patient.save(mine.with(NAME, "Ada")).orElseThrow().with(NAME, "Grace");
    RedisProcess primary = cluster.primaryOf(key);
    primary.freeze();
    CompletableFuture<Optional<Session>> save = patient.async().save(changed).toCompletableFuture();

    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(patient::close, task -> new Thread(task).start());
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> patient.find(session.token()))
            .isInstanceOf(IllegalStateException.class));
    assertThat(closing).isNotDone();
    primary.thaw();

    assertThat(save.get(10, TimeUnit.SECONDS)).isPresent();
    closing.get(10, TimeUnit.SECONDS);
    assertThat(recovered(() -> sessions.find(session.token()).orElseThrow().get(NAME)))
        .contains("Grace");
  }

  @Test
  void slot_onTheMove_sessionsAreUsedOnBothSides() throws Exception {
    Session mine = patient.find(session.token()).orElseThrow();
    Session other = patient.create(NewSession.forSubject("ada").with(COUNT, 7));
    SlotMove move = cluster.moveSlotOf(key);
    move.move(key);
    List<String> remaining = move.remaining();

    assertThat(remaining).contains(keyOf(other)).doesNotContain(key);
    for (Session each : List.of(mine, other)) {
      assertThat(patient.find(each.token())).isPresent();
      assertThat(patient.update(each.token(), s -> s.with(COUNT, s.get(COUNT) + 1)))
          .isPresent();
      assertThat(patient.save(each.with(NAME, "Ada"))).isPresent();
    }
    // What needs the session and the index of its subject waits until they are together again.
    CompletableFuture<Session> created =
        CompletableFuture.supplyAsync(() -> patient.create(NewSession.forSubject("ada")));
    CompletableFuture<Boolean> deleted = CompletableFuture.supplyAsync(() -> patient.delete(mine));
    assertFailsInTime(() -> sessions.create(NewSession.forSubject("ada")));
    assertThat(created).isNotDone();
    move.finish();
    assertThat(patient.find(created.get(30, TimeUnit.SECONDS).token())).isPresent();
    assertThat(deleted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(patient.find(session.token())).isEmpty();
    assertThat(patient.find(other.token()).orElseThrow().get(COUNT)).isEqualTo(8);
  }

  @Test
  void slot_movedUnderLoad_noCallFailsAndNothingIsLost() {
    try (Load load = Load.on(patient, session)) {
      load.awaitMore(30);

      SlotMove move = cluster.moveSlotOf(key);
      load.awaitMore(30);
      move.move(key);
      load.awaitMore(30);
      move.finish();

      load.awaitMore(30);
      load.assertNothingLost();
      assertThat(load.failed()).isZero();
    }
  }

  @Test
  void scripts_flushedOnAllNodes_areSentAgain() {
    try (Load load = Load.on(patient, session)) {
      load.awaitMore(10);

      cluster.nodes().forEach(node -> node.command("SCRIPT", "FLUSH"));

      load.awaitMore(10);
      load.assertNothingLost();
      assertThat(load.failed()).isZero();
    }
  }

  @Test
  void url_ofOneNode_isNamedAsThatOfACluster() {
    try (SessionStore alone = RedisSessionStore.connect(cluster.replicaOf(key).url())) {
      assertThatThrownBy(() -> alone.delete(session.token()))
          .isInstanceOf(SessionStoreException.class)
          .hasMessageContaining("Redis refused: MOVED ")
          .hasMessageContaining("write its URL as redis-cluster://host:port");
    }
    String url = cluster.nodes().get(0).url().replace("redis://", "redis-cluster://");
    try (SessionStore all = RedisSessionStore.builder(url).timeout(TIMEOUT).build()) {
      assertThat(all.find(session.token())).isPresent();
    }
  }

  private static <T> Optional<T> recovered(Callable<T> call) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(SessionStoreException.class)
        .until(() -> Optional.of(call.call()), Optional::isPresent);
  }

  private static void assertFailsInTime(ThrowingCallable call) {
    long start = System.nanoTime();
    assertFails(call);
    assertThat(elapsed(start)).isLessThan(TIMEOUT.plus(MARGIN));
  }

  private static void assertFails(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(SessionStoreException.class);
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
