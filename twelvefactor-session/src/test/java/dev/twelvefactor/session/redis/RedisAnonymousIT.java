// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionObserver;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder.Outage;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service that goes on for visitors while the sessions cannot be read. */
@WithRedis
class RedisAnonymousIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);

  private final RedisProcess server;
  private final SessionStore sessions;
  private final SessionCookie cookie = SessionCookie.standard();
  private final Map<String, Integer> events = new ConcurrentHashMap<>();

  RedisAnonymousIT(RedisProcess server) {
    this.server = server;
    this.sessions = store();
  }

  private SessionStore store() {
    return RedisSessionStore.builder(server.url())
        .timeout(Duration.ofMillis(300))
        .outage(Outage.ANONYMOUS)
        .observer(new SessionObserver() {
          @Override
          public void observed(Event event) {
            events.merge(event.operation() + " " + event.result(), 1, Integer::sum);
          }
        })
        .build();
  }

  @AfterEach
  void close() {
    server.restart();
    sessions.close();
  }

  /** A page for anybody: greets who is logged in, and answers the Set-Cookie header if one is due. */
  private Page page(String cookieHeader) {
    Optional<SessionToken> sent = cookie.read(cookieHeader);
    Optional<Session> session = sent.flatMap(sessions::find);
    String greeting = session.flatMap(Session::subject).orElse("visitor");
    if (sent.isPresent() && session.isEmpty()) {
      return new Page(greeting, cookie.clear());
    }
    boolean another = session.isPresent() && !session.map(Session::token).equals(sent);
    return new Page(greeting, another ? cookie.write(session.get().token()) : null);
  }

  private record Page(String greeting, @Nullable String setCookie) {}

  private String loggedIn() {
    Session visitor = sessions.create(NewSession.anonymous().with(COUNT, 1));
    return cookie.write(sessions.login(visitor, "ada").token()).split(";", 2)[0];
  }

  @Test
  void outage_page_isAVisitorsWithoutACookieAndThenAdasAgain() {
    String cookieHeader = loggedIn();
    assertThat(page(cookieHeader)).isEqualTo(new Page("ada", null));
    Map<String, Long> before = server.commandCalls();

    server.freeze();
    for (int i = 0; i < 3; i++) {
      assertThat(page(cookieHeader)).isEqualTo(new Page("visitor", null));
    }
    server.thaw();

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> page(cookieHeader).greeting().equals("ada"));
    assertThat(page(cookieHeader)).isEqualTo(new Page("ada", null));
    assertThat(server.commandCalls().get("evalsha")).isEqualTo(before.get("evalsha"));
    assertThat(events).containsKey("FIND STAND_IN");
    // And a cookie that belongs to no session is taken away as ever.
    sessions.delete(cookie.read(cookieHeader).orElseThrow());
    assertThat(page(cookieHeader)).isEqualTo(new Page("visitor", cookie.clear()));
  }

  @Test
  void outage_standIn_hasNothingButTheToken() throws Exception {
    SessionToken token = cookie.read(loggedIn()).orElseThrow();
    server.kill();

    List<Session> answers = List.of(
        sessions.find(token).orElseThrow(),
        sessions.find(token, COUNT).orElseThrow(),
        sessions
            .async()
            .find(token)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .orElseThrow());

    for (Session standIn : answers) {
      assertThat(standIn.isStandIn()).isTrue();
      assertThat(standIn.token()).isEqualTo(token);
      assertThat(standIn.subject()).isEmpty();
      assertThat(standIn.find(COUNT)).isEmpty();
      assertThat(standIn.renewalDue()).isFalse();
    }
  }

  @Test
  void outage_whatChangesSomething_failsAsEver() {
    Session session = sessions.find(cookie.read(loggedIn()).orElseThrow()).orElseThrow();
    server.kill();
    Session standIn = sessions.find(session.token()).orElseThrow();

    Map<String, ThrowingCallable> calls = Map.of(
        "create", () -> sessions.create(NewSession.anonymous()),
        "save", () -> sessions.save(session.with(COUNT, 2)),
        "update", () -> sessions.update(session.token(), s -> s.with(COUNT, 2)),
        "login", () -> sessions.login(session, "bob"),
        "renew", () -> sessions.renew(session),
        "delete", () -> sessions.delete(session),
        "delete the stand-in", () -> sessions.delete(standIn),
        "list", () -> sessions.subject("ada").list());
    calls.forEach((name, call) ->
        assertThatThrownBy(call).as(name).isInstanceOf(SessionStoreException.class));
    assertThat(events).containsEntry("CREATE FAILED", 1);
    assertThat(sessions.save(standIn)).containsSame(standIn);
  }

  /** What was made of nothing must not overwrite what is there, nor go over to another user. */
  @Test
  void outage_isOverButTheRequestIsNot_theStandInChangesNothing() {
    SessionToken token = cookie.read(loggedIn()).orElseThrow();
    server.freeze();
    Session standIn = sessions.find(token).orElseThrow();
    server.thaw();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !sessions.find(token).orElseThrow().isStandIn());

    for (ThrowingCallable call : List.<ThrowingCallable>of(
        () -> sessions.save(standIn.with(COUNT, 7)),
        () -> sessions.login(standIn, "bob"),
        () -> sessions.renew(standIn))) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              SessionStoreException.class, e -> assertThat(e.maybeApplied()).isFalse())
          .hasMessage(
              "session " + token.handle() + " could not be read; find it again to change it");
    }
    assertThat(sessions.find(token).orElseThrow().get(COUNT)).isEqualTo(1);
    assertThat(sessions.subject("ada").list()).isNotEmpty();
    assertThat(sessions.delete(standIn)).isTrue();
    assertThat(sessions.find(token)).isEmpty();
    assertThat(sessions.subject("ada").list()).noneMatch(e -> e.handle().equals(token.handle()));
  }

  @Test
  void outage_fromTheStart_isNoDifferent() {
    SessionToken token = cookie.read(loggedIn()).orElseThrow();
    server.kill();

    try (SessionStore store = store()) {
      assertThat(store.find(token).orElseThrow().isStandIn()).isTrue();
    }
  }

  /** Whoever is interrupted wants to end, not to serve a page. */
  @Test
  void thread_interrupted_isToldAlsoHere() {
    SessionToken token = cookie.read(loggedIn()).orElseThrow();
    server.freeze();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> sessions.find(token)).isInstanceOf(SessionStoreException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
