// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of the caller with the driver's defaults, which wait a minute and repeat commands. */
@WithRedis
class CallersClientIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private final RedisProcess server;
  private final RedisClient client;
  private final SessionStore sessions;
  private final List<RedisClient> clients = new ArrayList<>();

  CallersClientIT(RedisProcess server) {
    this.server = server;
    this.client = RedisClient.create(server.url());
    client.connect().close(); // The driver's classes are loaded with that.
    this.sessions = RedisSessionStore.builder(client).timeout(TIMEOUT).build();
  }

  @AfterEach
  void close() {
    server.restart();
    sessions.close();
    clients.forEach(far -> far.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  @Test
  void close_store_closesItsConnectionAndLeavesTheClientOpen() {
    sessions.create(NewSession.anonymous());
    assertThat(clients()).isEqualTo(1);

    sessions.close();

    Awaitility.await().until(() -> clients() == 0);
    try (SessionStore another = RedisSessionStore.connect(client)) {
      assertThat(another.create(NewSession.anonymous())).isNotNull();
    }
    assertThat(client.connect().sync().ping()).isEqualTo("PONG");
  }

  /** Without the one that asks. */
  private long clients() {
    return server.command("CLIENT", "LIST").lines().count() - 1;
  }

  @Test
  void server_dead_isAnsweredAtOnceAndFoundAgain() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    server.kill();
    assertFailsInTime(() -> sessions.find(session.token()));
    long start = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      assertFails(() -> sessions.find(session.token()));
    }

    assertThat(elapsed(start)).isLessThan(MARGIN);
    server.restart();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreException(SessionStoreException.class)
        .until(() -> sessions.find(session.token()).isEmpty());
  }

  @Test
  void server_frozen_callsFailInTimeThoughTheClientWouldWait() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    sessions.save(session.with(COUNT, 1));
    server.freeze();

    assertFailsInTime(() -> sessions.find(session.token()));
    assertThatThrownBy(() -> sessions.save(session.with(COUNT, 2)))
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isTrue())
        .hasMessageContaining("did not answer within 500 ms; the change may have been applied");
  }

  /** The driver would send again, on a new connection, what was on its way on the old one. */
  @Test
  void save_givenUp_isNotSentWhenTheConnectionIsBack() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        SessionStore behind = behind(proxy)) {
      Session far = behind.find(session.token()).orElseThrow();
      behind.save(far.with(COUNT, 1));
      proxy.blackHole();
      assertFails(() -> behind.save(far.with(COUNT, 2)));
      sessions.save(session.with(COUNT, 3));

      // What is held back gets lost with the connection.
      proxy.cutAfterRequestBytes(0);

      assertThat(found(behind, session))
          .hasValueSatisfying(found -> assertThat(found.get(COUNT)).isEqualTo(3));
    }
  }

  /** The greeting was swallowed, and the driver would wait a minute for its answer. */
  @Test
  void network_silentFromTheStart_isTriedAgainWithinSeconds() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
      proxy.dropReplies();
      try (SessionStore behind = behind(proxy)) {
        assertFails(() -> behind.find(session.token()));

        proxy.pass();

        assertThat(found(behind, session)).isPresent();
      }
    }
  }

  private SessionStore behind(FaultProxy proxy) {
    RedisURI uri = RedisURI.create(server.url());
    uri.setHost(proxy.host());
    uri.setPort(proxy.port());
    RedisClient far = RedisClient.create(client.getResources(), uri);
    clients.add(far);
    return RedisSessionStore.builder(far).timeout(TIMEOUT).build();
  }

  private static Optional<Session> found(SessionStore store, Session session) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(SessionStoreException.class)
        .until(() -> store.find(session.token()), Optional::isPresent);
  }

  @Test
  void client_withoutUri_isNamed() {
    RedisClient empty = RedisClient.create();
    try (SessionStore store = RedisSessionStore.connect(empty)) {
      assertThatThrownBy(() -> store.create(NewSession.anonymous()))
          .isInstanceOf(SessionStoreException.class)
          .hasMessageContaining("client has no URI");
    } finally {
      empty.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  void client_ofAClusterThatIsNone_isNamed() {
    RedisClusterClient cluster = RedisClusterClient.create(server.url());
    try (SessionStore store = RedisSessionStore.connect(cluster)) {
      assertThatThrownBy(() -> store.create(NewSession.anonymous()))
          .isInstanceOf(SessionStoreException.class)
          .hasMessageContaining("Redis is no Cluster");
    } finally {
      cluster.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
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
