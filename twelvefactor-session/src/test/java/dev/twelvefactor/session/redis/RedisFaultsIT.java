// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that breaks: what a lost answer means, and that trying again is harmless. */
@WithRedis
class RedisFaultsIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  private static final SessionKey<String> NAME = SessionKey.of("name", String.class);

  private final FaultProxy proxy;
  private final SessionStore sessions;
  private final SessionStore direct;
  private final Session session;

  /** The server is one for all tests; each has a connection of its own, and a straight one. */
  RedisFaultsIT(RedisProcess server) {
    proxy = FaultProxy.to(server.host(), server.port());
    sessions = RedisSessionStore.builder("redis://" + proxy.host() + ":" + proxy.port())
        .timeout(Duration.ofSeconds(2))
        .build();
    direct = RedisSessionStore.connect(server.url());
    session = sessions.create(NewSession.anonymous().with(COUNT, 1));
  }

  /** Makes the scripts known to the server, so that each step is one command. */
  @BeforeEach
  void warmUp() {
    sessions.save(session.with(NAME, "Ada"));
    Session other = sessions.login(sessions.create(NewSession.anonymous()), "ada");
    sessions.renew(other);
    sessions.delete(other);
  }

  @AfterEach
  void close() {
    sessions.close();
    direct.close();
    proxy.close();
  }

  @Test
  void find_answerLost_throwsAndNothingWasChanged() {
    proxy.cutBeforeReply();

    assertFails(() -> sessions.find(session.token()), "connection to Redis was lost", false);

    assertThat(reconnected()).isPresent();
  }

  @Test
  void save_answerLost_maybeAppliedAndSavingAgainIsHarmless() {
    Session changed = session.with(COUNT, 2).without(NAME);
    proxy.cutBeforeReply();

    assertFails(
        () -> sessions.save(changed),
        "connection to Redis was lost; the change may have been applied",
        true);

    assertState(2, null);
    reconnected();
    assertThat(sessions.save(changed)).isPresent();
    assertState(2, null);
  }

  @Test
  void save_requestLost_savingAgainApplies() {
    Session changed = session.with(COUNT, 2);
    proxy.cutAfterRequestBytes(0);

    assertFails(() -> sessions.save(changed), "connection to Redis was lost", true);

    assertState(1, "Ada");
    reconnected();
    assertThat(sessions.save(changed)).isPresent();
    assertState(2, "Ada");
  }

  @Test
  void save_answerCutInTheMiddle_maybeApplied() {
    proxy.cutAfterReplyBytes(3);

    assertFails(() -> sessions.save(session.with(COUNT, 2)), "connection to Redis was lost", true);

    assertState(2, "Ada");
    assertThat(reconnected().orElseThrow().get(COUNT)).isEqualTo(2);
  }

  @Test
  void update_answerOfTheChangeLost_isAppliedOnce() {
    AtomicInteger runs = new AtomicInteger();

    Session updated = sessions
        .update(session.token(), s -> {
          if (runs.incrementAndGet() == 1) {
            proxy.cutBeforeReply();
          }
          return s.with(COUNT, s.get(COUNT) + 1);
        })
        .orElseThrow();

    assertThat(updated.get(COUNT)).isEqualTo(2);
    assertThat(runs).hasValue(1);
    assertState(2, "Ada");
  }

  @Test
  void update_requestOfTheChangeLost_isAppliedOnce() {
    AtomicInteger runs = new AtomicInteger();

    Session updated = sessions
        .update(session.token(), s -> {
          if (runs.incrementAndGet() == 1) {
            proxy.cutAfterRequestBytes(0);
          }
          return s.with(COUNT, s.get(COUNT) + 1);
        })
        .orElseThrow();

    assertThat(updated.get(COUNT)).isEqualTo(2);
    assertState(2, "Ada");
  }

  @Test
  void update_answersNeverCome_isAppliedOnceAndReported() {
    assertFails(
        () -> sessions.update(session.token(), s -> {
          proxy.dropReplies();
          return s.with(COUNT, s.get(COUNT) + 1);
        }),
        "the change may have been applied",
        true);

    assertState(2, "Ada");
  }

  @Test
  void update_answerOfTheReadingLost_throwsAndNothingWasChanged() {
    proxy.cutBeforeReply();

    assertFails(
        () -> sessions.update(session.token(), s -> s.with(COUNT, 2)),
        "connection to Redis was lost",
        false);

    assertState(1, "Ada");
  }

  /** One that nobody has the token of would take the place of the one that somebody has. */
  @Test
  void create_answerLost_isCreatedOnce() {
    try (SessionStore only = RedisSessionStore.builder(
            "redis://" + proxy.host() + ":" + proxy.port())
        .timeout(Duration.ofSeconds(2))
        .maxPerSubject(1)
        .overflow(SessionStoreBuilder.Overflow.REJECT)
        .build()) {
      only.delete(only.create(NewSession.forSubject("grace")));
      proxy.cutBeforeReply();

      Session created = only.create(NewSession.forSubject("grace").with(COUNT, 7));

      assertThat(direct.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(7);
      assertThat(direct.find(created.token()).orElseThrow().expiresAt())
          .isEqualTo(created.expiresAt());
      assertThat(direct.subject("grace").count()).isEqualTo(1);
    }
  }

  @Test
  void create_requestLost_isCreatedByTheNext() {
    proxy.cutAfterRequestBytes(0);

    Session created = sessions.create(NewSession.anonymous().with(COUNT, 7));

    assertThat(direct.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(7);
  }

  @Test
  void delete_answerLost_maybeAppliedAndDeletingAgainIsHarmless() {
    proxy.cutBeforeReply();

    assertFails(() -> sessions.delete(session), "the change may have been applied", true);

    assertThat(direct.find(session.token())).isEmpty();
    reconnected();
    assertThat(sessions.delete(session)).isFalse();
  }

  @Test
  void renew_answerLost_renewingAgainFindsTheTokenOfTheFirstTime() {
    proxy.cutBeforeReply();

    assertFails(() -> sessions.renew(session), "the change may have been applied", true);

    Session moved = direct.find(session.token()).orElseThrow();
    reconnected();
    Session renewed = sessions.renew(session).orElseThrow();
    assertThat(renewed.token()).isEqualTo(moved.token()).isNotEqualTo(session.token());
    assertThat(renewed.get(COUNT)).isEqualTo(1);
  }

  @Test
  void login_answerOfTheTakingLost_loggingInAgainKeepsTheSnapshot() {
    proxy.cutBeforeReply();

    assertFails(() -> sessions.login(session, "ada"), "the change may have been applied", true);

    assertThat(direct.find(session.token())).isEmpty();
    reconnected();
    Session ada = sessions.login(session, "ada");
    assertThat(direct.find(ada.token()).orElseThrow().get(COUNT)).isEqualTo(1);
  }

  @Test
  void answers_neverCome_callsFailInTime() {
    proxy.dropReplies();
    long start = System.nanoTime();

    assertFails(() -> sessions.find(session.token()), "Redis did not answer within 2000 ms", false);
    assertFails(
        () -> sessions.save(session.with(COUNT, 2)),
        "Redis did not answer within 2000 ms; the change may have been applied",
        true);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    assertState(2, "Ada");
    proxy.pass();
    proxy.reset();
    assertThat(reconnected()).isPresent();
  }

  private static void assertFails(ThrowingCallable call, String message, boolean maybeApplied) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isEqualTo(maybeApplied))
        .hasMessageContaining(message);
  }

  /** What the server has, seen past the proxy. */
  private void assertState(int count, @Nullable String name) {
    Session current = direct.find(session.token()).orElseThrow();
    assertThat(current.get(COUNT)).isEqualTo(count);
    assertThat(current.find(NAME)).isEqualTo(Optional.ofNullable(name));
  }

  /** Waits until the store has its connection again. */
  private Optional<Session> reconnected() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(10))
        .ignoreException(SessionStoreException.class)
        .until(() -> sessions.find(session.token()), found -> true);
  }
}
