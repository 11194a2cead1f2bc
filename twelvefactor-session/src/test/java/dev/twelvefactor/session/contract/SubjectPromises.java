// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.CART;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.TEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SubjectSessions;
import dev.twelvefactor.session.SubjectSessions.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#subject} promises. */
interface SubjectPromises extends StoreUnderTest {

  private static NewSession adas() {
    return NewSession.forSubject("ada");
  }

  @Test
  default void list_sessionsOfTheSubject_areAllAndTheOldestFirst() {
    SessionStore sessions = open();
    Session created = sessions.create(adas().with(NAME, "laptop").with(CART, TEA));
    pass(Duration.ofMillis(5));
    Session loggedIn =
        sessions.login(sessions.create(NewSession.anonymous().with(NAME, "phone")), "ada");
    sessions.create(NewSession.forSubject("bob"));
    sessions.create(NewSession.anonymous());

    List<Entry> listed = sessions.subject("ada").list(NAME);

    assertThat(listed)
        .extracting(Entry::handle)
        .containsExactly(created.handle(), loggedIn.handle());
    assertThat(listed)
        .extracting(entry -> entry.find(NAME).orElseThrow())
        .containsExactly("laptop", "phone");
    assertThat(listed.get(0).createdAt()).isEqualTo(created.createdAt());
    assertThat(listed.get(0).expiresAt()).isEqualTo(created.expiresAt());
    assertThat(listed.get(0).toString())
        .contains(created.handle().value())
        .doesNotContain("laptop");
    assertThat(sessions.subject("ada").count()).isEqualTo(2);
    assertThat(sessions.subject("eve").list()).isEmpty();
    assertThat(sessions.subject("eve").count()).isZero();
  }

  @Test
  default void list_attribute_isThereOnlyIfAskedFor() {
    SessionStore sessions = open();
    sessions.create(adas().with(NAME, "laptop"));

    Entry entry = sessions.subject("ada").list(CART).get(0);

    assertThat(entry.find(CART)).isEmpty();
    assertThatThrownBy(() -> entry.find(NAME))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("attribute \"name\" was not loaded; add its key to list(…)");
  }

  @Test
  default void list_lastUse_isThatOfTheLastTouch() {
    SessionStore sessions = open(options().touchInterval(Duration.ofMillis(1)));
    Session session = sessions.create(adas());
    assertThat(sessions.subject("ada").list().get(0).lastUsedAt()).isEqualTo(session.createdAt());
    pass(Duration.ofMillis(50));

    sessions.save(session.with(NAME, "Ada"));

    assertThat(sessions.subject("ada").list().get(0).lastUsedAt())
        .isAfterOrEqualTo(session.createdAt().plusMillis(50));
  }

  /** With limits of the same length the deadline does not tell, but no session is used unborn. */
  @Test
  default void list_lastUse_isNeverBeforeTheCreation() {
    SessionStore sessions = open(options().absolute(Duration.ofHours(1)));

    Session session = sessions.create(adas().idle(Duration.ofHours(2)));

    assertThat(sessions.subject("ada").list().get(0).lastUsedAt()).isEqualTo(session.createdAt());
  }

  @Test
  default void list_renewedSession_isListedOnceUnderItsNewName() {
    SessionStore sessions = open();
    Session renewed = sessions.renew(sessions.create(adas())).orElseThrow();

    assertThat(sessions.subject("ada").list())
        .extracting(Entry::handle)
        .containsExactly(renewed.handle());
    assertThat(sessions.subject("ada").count()).isEqualTo(1);
  }

  @Test
  default void list_deletedAndExpiredSessions_areNotThere() {
    SessionStore sessions = open();
    Session lives = sessions.create(adas());
    sessions.delete(sessions.create(adas()));
    sessions.delete(sessions.create(adas()).token());
    sessions.login(sessions.create(adas()), "bob");
    sessions.create(adas().idle(Duration.ofMillis(20)));
    sessions.create(adas().absolute(Duration.ofMillis(20)));
    pass(Duration.ofMillis(20));

    assertThat(sessions.subject("ada").count()).isEqualTo(1);
    assertThat(sessions.subject("ada").list())
        .extracting(Entry::handle)
        .containsExactly(lives.handle());
  }

  @Test
  default void revoke_sessionOfTheSubject_isDeadForAll() {
    SessionStore sessions = open();
    Session lost = sessions.create(adas());
    Session kept = sessions.create(adas());

    assertThat(sessions.subject("ada").revoke(lost.handle())).isTrue();

    assertThat(open().find(lost.token())).isEmpty();
    assertThat(sessions.find(kept.token())).isPresent();
    assertThat(sessions.save(lost.with(NAME, "Eve"))).isEmpty();
    assertThat(sessions.subject("ada").revoke(lost.handle())).isFalse();
  }

  /** Whoever knows a handle, which is no secret, must not end the session of somebody else. */
  @Test
  default void revoke_sessionOfAnotherSubject_livesOn() {
    SessionStore sessions = open();
    Session bobs = sessions.create(NewSession.forSubject("bob"));
    Session visitors = sessions.create(NewSession.anonymous());

    assertThat(sessions.subject("ada").revoke(bobs.handle())).isFalse();
    assertThat(sessions.subject("ada").revoke(visitors.handle())).isFalse();

    assertThat(sessions.find(bobs.token())).isPresent();
    assertThat(sessions.find(visitors.token())).isPresent();
  }

  /** Sessions of some other users lie in the same bucket, and there a handle could be theirs. */
  @Test
  default void revoke_sessionOfAnotherSubjectInTheSameBucket_livesOn() {
    SessionStore sessions = open();
    Session adas = sessions.create(adas());
    Session neighbours = neighbourOf(adas, sessions.async());

    assertThat(sessions.subject("ada").revoke(neighbours.handle())).isFalse();

    assertThat(sessions.find(neighbours.token())).isPresent();
  }

  /** Many at a time, since only one of a thousand is. */
  private static Session neighbourOf(Session session, SessionStore.Async sessions) {
    for (int user = 0; ; user += 200) {
      Optional<Session> found = IntStream.range(user, user + 200)
          .mapToObj(i -> sessions.create(NewSession.forSubject("user " + i)))
          .toList()
          .stream()
          .map(stage -> stage.toCompletableFuture().join())
          .filter(other -> bucket(other) == bucket(session))
          .findAny();
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  /** The first ten bits of the token. */
  private static int bucket(Session session) {
    byte[] bytes = Base64.getUrlDecoder().decode(session.token().value());
    return ((bytes[0] & 0xff) << 2) | ((bytes[1] & 0xff) >>> 6);
  }

  @Test
  default void revokeAll_everySession_isDeadUnderAllItsTokens() {
    SessionStore sessions = open();
    Session created = sessions.create(adas());
    Session loggedIn = sessions.login(sessions.create(NewSession.anonymous()), "ada");
    Session old = sessions.create(adas());
    Session renewed = sessions.renew(old).orElseThrow();
    Session bobs = sessions.create(NewSession.forSubject("bob"));
    sessions.create(adas().idle(Duration.ofMillis(20)));
    pass(Duration.ofMillis(20));

    assertThat(open().subject("ada").revokeAll()).isEqualTo(3);

    for (Session session : List.of(created, loggedIn, old, renewed)) {
      assertThat(sessions.find(session.token())).isEmpty();
    }
    assertThat(sessions.find(bobs.token())).isPresent();
    assertThat(sessions.subject("ada").count()).isZero();
    assertThat(sessions.subject("ada").revokeAll()).isZero();
  }

  @Test
  default void revokeAll_moreSessionsThanOneStepTakes_allAreDead() {
    SessionStore sessions = open();
    List<Session> created = new ArrayList<>();
    for (int i = 0; i < 1201; i++) {
      created.add(sessions.create(adas().idle(Duration.ofMinutes(1))));
    }
    assertThat(sessions.subject("ada").count()).isEqualTo(1201);
    assertThat(sessions.subject("ada").revokeOthers(created.get(7))).isEqualTo(1200);
    assertThat(sessions.subject("ada").list())
        .extracting(Entry::handle)
        .containsExactly(created.get(7).handle());
    assertThat(sessions.subject("ada").revokeAll()).isEqualTo(1);
  }

  /**
   * Eight threads log in, and renew again and again; a ninth logs out everywhere. Whatever had been
   * answered before that call began is dead when it returns.
   */
  @Test
  default void revokeAll_amongLoginsAndRenewals_endsAllThatWereThereBefore() throws Exception {
    List<SessionStore> stores = List.of(
        open(options().renewalGrace(Duration.ofMillis(1))),
        open(options().renewalGrace(Duration.ofMillis(1))));
    // Bounded, so that those who log in do not outrun the one who has to keep up with them.
    BlockingQueue<Session> answered = new LinkedBlockingQueue<>(64);
    AtomicBoolean done = new AtomicBoolean();

    List<Integer> revoked = Threads.each(9, thread -> {
      SessionStore sessions = stores.get(thread % 2);
      return thread == 8
          ? revokeAgainAndAgain(sessions, answered, done)
          : logIn(sessions, answered, done);
    });

    assertThat(revoked.get(8)).isGreaterThanOrEqualTo(20);
  }

  private static int logIn(
      SessionStore sessions, BlockingQueue<Session> answered, AtomicBoolean done) {
    for (int i = 0; !done.get(); i++) {
      Session session = i % 2 == 0
          ? sessions.create(adas())
          : sessions.login(sessions.create(NewSession.anonymous()), "ada");
      tell(answered, session, done);
      for (int n = 0; n < 4; n++) {
        Optional<Session> renewed = sessions.renew(session);
        renewed.ifPresent(successor -> tell(answered, successor, done));
        session = renewed.orElse(session);
      }
    }
    return 0;
  }

  private static void tell(BlockingQueue<Session> answered, Session session, AtomicBoolean done) {
    try {
      while (!done.get() && !answered.offer(session, 10, TimeUnit.MILLISECONDS)) {
        // The other one is not done yet.
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Twenty times, each time that there is something to revoke; answers how many it was. */
  private static int revokeAgainAndAgain(
      SessionStore sessions, BlockingQueue<Session> answered, AtomicBoolean done) {
    SubjectSessions adas = sessions.subject("ada");
    int count = 0;
    try {
      for (int i = 0; i < 20; i++) {
        List<Session> before = new ArrayList<>();
        before.add(Objects.requireNonNull(answered.poll(10, TimeUnit.SECONDS), "a session"));
        answered.drainTo(before);
        count += adas.revokeAll();
        for (Session session : before) {
          assertThat(sessions.find(session.token()))
              .as("round %d, %s", i, session)
              .isEmpty();
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      done.set(true);
    }
    return count;
  }

  @Test
  default void revokeOthers_all_areDeadButTheCurrent() {
    SessionStore sessions = open();
    Session current = sessions.create(adas());
    Session other = sessions.create(adas());
    Session bobs = sessions.create(NewSession.forSubject("bob"));

    assertThat(sessions.subject("ada").revokeOthers(current)).isEqualTo(1);

    assertThat(sessions.find(current.token())).isPresent();
    assertThat(sessions.find(other.token())).isEmpty();
    assertThat(sessions.find(bobs.token())).isPresent();
    assertThat(sessions.subject("ada").count()).isEqualTo(1);
  }

  @Test
  default void revokeOthers_currentWasRenewedMeanwhile_isKept() {
    SessionStore sessions = open();
    Session current = sessions.create(adas());
    Session other = sessions.create(adas());
    Session again = sessions.renew(sessions.renew(current).orElseThrow()).orElseThrow();

    assertThat(sessions.subject("ada").revokeOthers(current)).isEqualTo(1);

    assertThat(sessions.find(current.token()).orElseThrow().token()).isEqualTo(again.token());
    assertThat(sessions.find(other.token())).isEmpty();
  }

  @Test
  default void revokeOthers_whileTheCurrentIsRenewed_keepsIt() throws Exception {
    SessionStore sessions = open();
    for (int round = 0; round < 20; round++) {
      Session current = sessions.create(adas());
      Session other = sessions.create(adas());

      Threads.each(2, thread -> {
        if (thread == 0) {
          return sessions.subject("ada").revokeOthers(current);
        }
        Session session = current;
        for (int i = 0; i < 8; i++) {
          session = sessions.renew(session).orElseThrow();
        }
        return 0;
      });

      assertThat(sessions.find(current.token())).isPresent();
      assertThat(sessions.find(other.token())).isEmpty();
      sessions.subject("ada").revokeAll();
    }
  }

  @Test
  default void revokeOthers_currentIsGone_staysSo() {
    SessionStore sessions = open();
    Session current = sessions.create(adas());
    Session other = sessions.create(adas());
    sessions.delete(current);

    assertThat(sessions.subject("ada").revokeOthers(current)).isEqualTo(1);

    assertThat(sessions.find(current.token())).isEmpty();
    assertThat(sessions.find(other.token())).isEmpty();
  }

  @Test
  default void revokeOthers_sessionOfSomebodyElse_isRefused() {
    SessionStore sessions = open();
    Session adas = sessions.create(adas());
    Session bobs = sessions.create(NewSession.forSubject("bob"));

    for (Session wrong : List.of(bobs, sessions.create(NewSession.anonymous()))) {
      assertThatThrownBy(() -> sessions.subject("ada").revokeOthers(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "session " + wrong.handle() + " is not of this subject (expected:");
    }
    assertThatThrownBy(() -> sessions.subject("ada").revokeOthers(open().create(adas())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another store");
    assertThat(sessions.find(adas.token())).isPresent();
  }

  @Test
  default void subject_withoutName_isRefused() {
    SessionStore sessions = open();

    assertThatThrownBy(() -> sessions.subject(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subject of 0 characters (expected: 1 to 256)");
  }
}
