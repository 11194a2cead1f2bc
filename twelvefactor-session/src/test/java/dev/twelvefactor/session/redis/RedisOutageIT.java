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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that is down, frozen or restarted. The bounds are generous; a machine may be busy. */
@WithRedis
class RedisOutageIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private final RedisProcess server;
  private final SessionStore sessions;

  RedisOutageIT(RedisProcess server) {
    this.server = server;
    this.sessions = store(server.url());
  }

  private static SessionStore store(String url) {
    return RedisSessionStore.builder(url).timeout(TIMEOUT).build();
  }

  @AfterEach
  void close() {
    server.restart();
    sessions.close();
  }

  @Test
  void server_downFromTheStart_isNeededByTheFirstCallAlone() {
    server.kill();

    try (SessionStore store = store(server.url())) {
      assertFailsInTime(
          () -> store.create(NewSession.anonymous()), "Redis is not reachable", false);
      assertFailsInTime(
          () ->
              store.create(NewSession.anonymous().with(COUNT.timeToLive(Duration.ofMinutes(1)), 1)),
          "Redis is not reachable",
          false);
      server.restart();
      assertThat(recovered(store)).isPresent();
    }
  }

  @Test
  void server_silentFromTheStart_isGivenUpInTime() {
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
      proxy.blackHole();
      try (SessionStore store = store("redis://" + proxy.host() + ":" + proxy.port())) {
        long start = System.nanoTime();
        assertFails(() -> store.create(NewSession.anonymous()), "Redis is not reachable", false);
        assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(2).plus(MARGIN));

        proxy.pass();

        assertThat(recovered(store)).isPresent();
      }
    }
  }

  @Test
  void server_killed_answersAtOnceAndIsNeverTakenForAnAbsentSession() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    server.kill();
    assertFailsInTime(() -> sessions.find(session.token()), "Redis", false);
    long start = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      assertFails(() -> sessions.find(session.token()), "Redis", false);
      assertThatThrownBy(() -> sessions.save(session.with(COUNT, 2)))
          .isInstanceOf(SessionStoreException.class);
      assertThatThrownBy(() -> sessions.delete(session.token()))
          .isInstanceOf(SessionStoreException.class);
    }

    assertThat(elapsed(start)).isLessThan(MARGIN);
  }

  @Test
  void server_restarted_isFoundAgain() {
    Session before = sessions.create(NewSession.anonymous());
    server.kill();
    assertFailsInTime(() -> sessions.find(before.token()), "Redis", false);

    server.restart();

    long start = System.nanoTime();
    assertThat(recovered(sessions)).isPresent();
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(4));
    // The server has forgotten the scripts with the sessions, which it did not keep on disk.
    assertThat(sessions.find(before.token())).isEmpty();
    Session after = sessions.login(sessions.create(NewSession.anonymous()), "ada");
    assertThat(sessions.renew(after)).isPresent();
  }

  /** The longer it is away, the rarer are the attempts; but not so rare that it is noticed late. */
  @Test
  void server_awayForLong_isFoundSoonAfterItsReturn() {
    sessions.create(NewSession.anonymous());
    server.kill();
    Awaitility.await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThatThrownBy(() -> sessions.create(NewSession.anonymous()))
            .isInstanceOf(SessionStoreException.class));

    server.restart();

    long start = System.nanoTime();
    assertThat(recovered(sessions)).isPresent();
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(1).plus(MARGIN));
  }

  @Test
  void server_frozen_callsFailInTimeAndRecover() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    sessions.save(session.with(COUNT, 1));
    server.freeze();

    assertFailsInTime(() -> sessions.find(session.token()), "did not answer within 500 ms", false);
    assertFailsInTime(
        () -> sessions.save(session.with(COUNT, 2)), "did not answer within 500 ms", true);
    assertFailsInTime(
        () -> sessions.update(session.token(), s -> s.with(COUNT, 2)),
        "did not answer within 500 ms",
        false);
    server.thaw();

    // The server does late what it was asked: the change that may have been applied was.
    assertThat(recovered(sessions)).isPresent();
    assertThat(sessions.find(session.token()).orElseThrow().get(COUNT)).isEqualTo(2);
  }

  @Test
  void thread_interrupted_isToldAndStaysInterrupted() {
    Session session = sessions.create(NewSession.anonymous());
    server.freeze();
    Thread.currentThread().interrupt();

    assertFails(() -> sessions.find(session.token()), "interrupted", false);
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    assertFails(() -> sessions.save(session.with(COUNT, 1)), "interrupted", true);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void close_serverFrozen_endsInTime() {
    SessionStore store = store(server.url());
    store.create(NewSession.anonymous());
    server.freeze();
    long start = System.nanoTime();

    store.close();

    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void close_whileACallIsOnItsWay_waitsForIt() throws Exception {
    SessionStore store =
        RedisSessionStore.builder(server.url()).timeout(Duration.ofSeconds(10)).build();
    Session session = store.create(NewSession.anonymous());
    store.save(session.with(COUNT, 1));
    server.freeze();
    CompletableFuture<Optional<Session>> save =
        store.async().save(session.with(COUNT, 2)).toCompletableFuture();

    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(store::close, task -> new Thread(task).start());
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> store.find(session.token()))
            .isInstanceOf(IllegalStateException.class));
    assertThat(closing).isNotDone();
    server.thaw();

    assertThat(save.get(10, TimeUnit.SECONDS)).isPresent();
    closing.get(10, TimeUnit.SECONDS);
    assertThat(sessions.find(session.token()).orElseThrow().get(COUNT)).isEqualTo(2);
  }

  private static void assertFailsInTime(
      ThrowingCallable call, String message, boolean maybeApplied) {
    long start = System.nanoTime();
    assertFails(call, message, maybeApplied);
    assertThat(elapsed(start)).isLessThan(TIMEOUT.plus(MARGIN));
  }

  private static void assertFails(ThrowingCallable call, String message, boolean maybeApplied) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isEqualTo(maybeApplied))
        .hasMessageContaining(message);
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** A session that the store creates as soon as it can. */
  private static Optional<Session> recovered(SessionStore store) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(SessionStoreException.class)
        .until(() -> Optional.of(store.create(NewSession.anonymous())), Optional::isPresent);
  }
}
