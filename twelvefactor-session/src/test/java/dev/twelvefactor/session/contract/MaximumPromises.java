// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.CART;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.TEA;
import static dev.twelvefactor.session.contract.Attributes.THEME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStore.TooManySessionsException;
import dev.twelvefactor.session.SessionStoreBuilder;
import dev.twelvefactor.session.SessionStoreBuilder.Overflow;
import dev.twelvefactor.session.SessionToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a maximum of sessions per subject promises. */
interface MaximumPromises extends StoreUnderTest {

  private static NewSession adas() {
    return NewSession.forSubject("ada");
  }

  private SessionStoreBuilder<?> rejecting(int max) {
    return options().maxPerSubject(max).overflow(Overflow.REJECT);
  }

  @Test
  default void maximum_reached_theOldestMakesRoom() {
    SessionStore sessions = open(options().maxPerSubject(2));
    Session first = sessions.create(adas());
    pass(Duration.ofMillis(5));
    Session second = sessions.create(adas());
    pass(Duration.ofMillis(5));

    Session third = sessions.login(sessions.create(NewSession.anonymous()), "ada");
    pass(Duration.ofMillis(5));
    assertThat(sessions.find(first.token())).isEmpty();
    assertThat(sessions.find(second.token())).isPresent();

    Session fourth = sessions.create(adas());
    assertThat(sessions.find(second.token())).isEmpty();
    assertThat(sessions.find(third.token())).isPresent();
    assertThat(sessions.find(fourth.token())).isPresent();
    assertThat(sessions.subject("ada").count()).isEqualTo(2);
  }

  @Test
  default void maximum_ofOthers_isTheirs() {
    SessionStore sessions = open(options().maxPerSubject(1));
    Session adas = sessions.create(adas());
    Session bobs = sessions.create(NewSession.forSubject("bob"));
    Session visitors = sessions.create(NewSession.anonymous());

    for (Session session : List.of(adas, bobs, visitors)) {
      assertThat(sessions.find(session.token())).isPresent();
    }
  }

  @Test
  default void maximum_loweredSince_allThatAreTooManyMakeRoom() {
    SessionStore before = open();
    for (int i = 0; i < 5; i++) {
      before.create(adas());
    }
    SessionStore sessions = open(options().maxPerSubject(2));

    Session last = sessions.create(adas().absolute(Duration.ofDays(1)));

    assertThat(sessions.subject("ada").count()).isEqualTo(2);
    assertThat(sessions.find(last.token())).isPresent();
  }

  @Test
  default void maximum_rejecting_theNewOneIsRefused() {
    SessionStore sessions = open(rejecting(2));
    Session first = sessions.create(adas());
    Session second = sessions.create(adas());

    assertThatThrownBy(() -> sessions.create(adas()))
        .isInstanceOfSatisfying(
            TooManySessionsException.class, e -> assertThat(e.maybeApplied()).isFalse())
        .hasMessage("subject has 2 sessions (expected: fewer; see maxPerSubject)");

    assertThat(sessions.find(first.token())).isPresent();
    assertThat(sessions.find(second.token())).isPresent();
    sessions.delete(first);
    assertThat(sessions.create(adas())).isNotNull();
  }

  /** What has expired unused is still in the index, but takes nobody's place. */
  @Test
  default void maximum_expiredSessions_doNotCount() {
    SessionStore sessions = open(rejecting(2));
    Session lives = sessions.create(adas());
    sessions.create(adas().idle(Duration.ofMillis(20)));
    pass(Duration.ofMillis(20));

    assertThat(sessions.create(adas())).isNotNull();

    assertThat(sessions.find(lives.token())).isPresent();
    assertThatThrownBy(() -> sessions.create(adas())).isInstanceOf(TooManySessionsException.class);
  }

  @Test
  default void maximum_expiredSession_makesRoomBeforeALiveOneHasTo() {
    SessionStore sessions = open(options().maxPerSubject(2));
    Session lives = sessions.create(adas());
    sessions.create(adas().idle(Duration.ofMillis(20)));
    pass(Duration.ofMillis(20));

    sessions.create(adas());

    assertThat(sessions.find(lives.token())).isPresent();
  }

  @Test
  default void maximum_renewedSession_countsOnce() {
    SessionStore sessions = open(rejecting(2));
    Session renewed = sessions.renew(sessions.create(adas())).orElseThrow();

    assertThat(sessions.renew(sessions.create(adas()))).isPresent();

    assertThat(sessions.find(renewed.token())).isPresent();
    assertThat(sessions.subject("ada").count()).isEqualTo(2);
  }

  @Test
  default void login_rejected_theVisitorsSessionLives() {
    SessionStore sessions = open(rejecting(1));
    sessions.create(adas());
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));

    assertThatThrownBy(() -> sessions.login(visitor, "ada"))
        .isInstanceOf(TooManySessionsException.class);

    assertThat(sessions.find(visitor.token()).orElseThrow().get(CART)).isEqualTo(TEA);
  }

  @Test
  default void login_atTheMaximumWithOnesOwnSession_isNotRefused() {
    SessionStore sessions = open(rejecting(1));
    Session ada = sessions.create(adas().with(CART, TEA));

    Session again = sessions.login(ada, "ada");

    assertThat(again.get(CART)).isEqualTo(TEA);
    assertThat(sessions.find(ada.token())).isEmpty();
  }

  @Test
  default void login_rejectingButNotNow_carriesOverAsEver() {
    SessionStore sessions = open(rejecting(1));
    SessionStore other = open();
    Session created = sessions.create(
        NewSession.anonymous().with(NAME, "Ada").with(CART, TEA).with(THEME, "dark"));
    Session visitor = sessions.find(created.token(), NAME).orElseThrow();
    other.save(other.find(visitor.token()).orElseThrow().without(NAME));

    Session ada = sessions.login(visitor.with(THEME, "light"), "ada");

    Session found = sessions.find(ada.token()).orElseThrow();
    for (Session session : List.of(ada, found)) {
      assertThat(session.get(CART)).isEqualTo(TEA);
      assertThat(session.get(THEME)).isEqualTo("light");
      assertThat(session.find(NAME)).isEmpty();
    }
    assertThat(sessions.find(visitor.token())).isEmpty();
    assertThat(sessions.login(ada, "bob").find(CART)).isEmpty();
    assertThat(sessions.find(ada.token())).isEmpty();
  }

  /** 64 log in at once over two stores; whoever looks meanwhile never sees more than three. */
  @Test
  default void maximum_manyLogInAtOnce_isNeverExceeded() throws Exception {
    List<SessionStore> stores =
        List.of(open(options().maxPerSubject(3)), open(options().maxPerSubject(3)));

    List<SessionToken> tokens = logInAtOnce(stores);

    assertThat(tokens).hasSize(64);
    assertThat(live(stores.get(0), tokens)).isEqualTo(3);
  }

  @Test
  default void maximum_manyLogInAtOnceAndAreRejected_isReachedAndNotExceeded() throws Exception {
    List<SessionStore> stores = List.of(open(rejecting(3)), open(rejecting(3)));

    List<SessionToken> tokens = logInAtOnce(stores);

    assertThat(tokens).hasSize(3);
    assertThat(live(stores.get(0), tokens)).isEqualTo(3);
  }

  /** The tokens of those among 64 who are let in, while four look on. */
  private static List<SessionToken> logInAtOnce(List<SessionStore> stores) throws Exception {
    AtomicInteger logins = new AtomicInteger(64);
    List<Optional<SessionToken>> tokens = Threads.each(68, thread -> {
      SessionStore sessions = stores.get(thread % 2);
      if (thread >= 64) {
        lookOn(sessions, logins);
        return Optional.empty();
      }
      try {
        return logIn(sessions, thread);
      } finally {
        logins.decrementAndGet();
      }
    });
    return tokens.stream().flatMap(Optional::stream).toList();
  }

  private static void lookOn(SessionStore sessions, AtomicInteger logins) {
    do {
      assertThat(sessions.subject("ada").list()).hasSizeLessThanOrEqualTo(3);
    } while (logins.get() > 0);
  }

  private static Optional<SessionToken> logIn(SessionStore sessions, int thread) {
    try {
      Session session = thread % 4 < 2
          ? sessions.create(adas())
          : sessions.login(sessions.create(NewSession.anonymous()), "ada");
      return Optional.of(session.token());
    } catch (TooManySessionsException rejected) {
      return Optional.empty();
    }
  }

  private static long live(SessionStore sessions, List<SessionToken> tokens) {
    return tokens.stream().filter(token -> sessions.find(token).isPresent()).count();
  }
}
