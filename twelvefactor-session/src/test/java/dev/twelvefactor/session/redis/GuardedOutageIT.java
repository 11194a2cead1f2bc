// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder.Outage;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.testkit.RedisProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outages of a server with TLS and users: each new connection has to shake hands and sign in. */
class GuardedOutageIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration MARGIN = Duration.ofMillis(1500);

  private static final TrustedCertificate trusted = new TrustedCertificate();
  private static final RedisProcess server = RedisProcess.builder()
      .certificate(trusted.certificate())
      .user("shop", "p@ss:/word", "~session:*", "+@all")
      .start();

  private final SessionStore sessions = store(Outage.FAIL);

  /** The first shaking of hands takes long on a busy machine. */
  private final Session session = again(
          () -> Optional.of(sessions.create(NewSession.anonymous().with(COUNT, 1))))
      .orElseThrow();

  private static SessionStore store(Outage outage) {
    return RedisSessionStore.builder(server.url())
        .timeout(TIMEOUT)
        .outage(outage)
        .build();
  }

  @AfterEach
  void recover() {
    server.restart();
    sessions.close();
  }

  @AfterAll
  static void stop() {
    server.close();
    trusted.close();
  }

  @Test
  void server_killed_isAnsweredAtOnceAndFoundAgain() {
    server.kill();
    assertFails("Redis", false, () -> sessions.find(session.token()));
    long start = System.nanoTime();

    for (int i = 0; i < 100; i++) {
      assertFails("Redis is not reachable", false, () -> sessions.find(session.token()));
    }

    assertThat(elapsed(start)).isLessThan(MARGIN);
    server.restart();
    start = System.nanoTime();
    assertThat(again(() -> Optional.of(sessions.create(NewSession.anonymous()))))
        .isPresent();
    assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(4));
    assertThat(server.command("CLIENT", "LIST")).contains("user=shop");
  }

  @Test
  void server_frozen_failsInTimeAndSavingAgainIsHarmless() {
    Session changed = session.with(COUNT, 2);
    sessions.save(session.with(COUNT, 1));
    server.freeze();
    long start = System.nanoTime();

    assertFails("did not answer within 500 ms", false, () -> sessions.find(session.token()));
    assertFails(
        "did not answer within 500 ms; the change may have been applied",
        true,
        () -> sessions.save(changed));
    assertThat(elapsed(start)).isLessThan(TIMEOUT.multipliedBy(2).plus(MARGIN));
    server.thaw();

    assertThat(again(() -> sessions.save(changed))).isPresent();
    assertThat(sessions.find(session.token()).orElseThrow().get(COUNT)).isEqualTo(2);
  }

  @Test
  void server_frozen_isStoodInForUntilItIsBack() {
    try (SessionStore pages = store(Outage.ANONYMOUS)) {
      assertThat(pages.find(session.token()).orElseThrow().isStandIn()).isFalse();
      long created = server.commandCalls().getOrDefault("evalsha", 0L);
      server.freeze();

      Session standIn = pages.find(session.token()).orElseThrow();

      assertThat(standIn.isStandIn()).isTrue();
      assertThat(standIn.token()).isEqualTo(session.token());
      assertThat(standIn.find(COUNT)).isEmpty();
      server.thaw();
      assertThat(again(() -> pages.find(session.token()).filter(found -> !found.isStandIn())))
          .hasValueSatisfying(found -> assertThat(found.get(COUNT)).isEqualTo(1));
      assertThat(server.commandCalls().getOrDefault("evalsha", 0L)).isEqualTo(created);
    }
  }

  private static void assertFails(
      String message, boolean maybeApplied, Callable<Optional<Session>> call) {
    assertThatThrownBy(call::call)
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isEqualTo(maybeApplied))
        .hasMessageContaining(message);
  }

  private static Optional<Session> again(Callable<Optional<Session>> call) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(SessionStoreException.class)
        .until(call, Optional::isPresent);
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
