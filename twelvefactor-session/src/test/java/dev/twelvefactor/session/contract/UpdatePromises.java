// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#update} promises. */
interface UpdatePromises extends StoreUnderTest {

  @Test
  default void update_change_isStored() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1).with(NAME, "Ada"));

    Session updated = sessions
        .update(
            created.token(),
            session -> session.with(COUNT, session.get(COUNT) + 1).without(NAME))
        .orElseThrow();

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(updated.get(COUNT)).isEqualTo(2);
    assertThat(updated.find(NAME)).isEmpty();
    assertThat(found.get(COUNT)).isEqualTo(2);
    assertThat(found.find(NAME)).isEmpty();
  }

  @Test
  default void update_othersWereFaster_computesAgainFromTheNewState() {
    SessionStore sessions = open();
    SessionStore other = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));
    List<Integer> seen = new ArrayList<>();

    Session updated = sessions
        .update(created.token(), session -> {
          seen.add(session.get(COUNT));
          if (seen.size() <= 3) {
            Session snapshot = other.find(created.token()).orElseThrow();
            other.save(snapshot.with(COUNT, 10 * seen.size()));
          }
          return session.with(COUNT, session.get(COUNT) + 1);
        })
        .orElseThrow();

    assertThat(seen).containsExactly(1, 10, 20, 30);
    assertThat(updated.get(COUNT)).isEqualTo(31);
    assertThat(sessions.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(31);
  }

  @Test
  default void update_anotherAttributeChangedMeanwhile_bothSurvive() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));

    sessions.update(created.token(), session -> {
      if (session.find(NAME).isEmpty()) {
        sessions.save(created.with(NAME, "Ada"));
      }
      return session.with(COUNT, session.get(COUNT) + 1);
    });

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.get(COUNT)).isEqualTo(2);
    assertThat(found.get(NAME)).isEqualTo("Ada");
  }

  @Test
  default void update_othersAreAlwaysFaster_givesUp() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 0));
    List<Integer> seen = new ArrayList<>();

    assertThatThrownBy(() -> sessions.update(created.token(), session -> {
          seen.add(session.get(COUNT));
          sessions.save(created.with(COUNT, seen.size()));
          return session.with(COUNT, -1);
        }))
        .isInstanceOfSatisfying(
            SessionStoreException.class, e -> assertThat(e.maybeApplied()).isFalse())
        .hasMessageContaining("others changed the session 64 times in a row");

    assertThat(seen).hasSize(64);
    assertThat(sessions.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(64);
  }

  @Test
  default void update_functionThrows_throwsTheSameAndWritesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));
    RuntimeException failure = new ArithmeticException("no");

    assertThatThrownBy(() -> sessions.update(created.token(), session -> {
          session.with(COUNT, 2);
          throw failure;
        }))
        .isSameAs(failure);

    assertThat(sessions.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(1);
  }

  @Test
  default void update_functionAnswersAnotherSession_isRefusedAndWritesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));
    Session another = sessions.create(NewSession.anonymous());

    assertThatThrownBy(() -> sessions.update(created.token(), session -> another.with(COUNT, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a session it was not given")
        .hasMessageContaining(created.handle().value());

    assertThat(sessions.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(1);
    assertThat(sessions.find(another.token()).orElseThrow().find(COUNT)).isEmpty();
  }

  @Test
  default void update_functionAnswersAnOlderSnapshot_isRefusedAndWritesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));
    sessions.save(created.with(COUNT, 5));

    assertThatThrownBy(() -> sessions.update(created.token(), session -> created.with(COUNT, 2)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(sessions.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(5);
  }

  @Test
  default void update_functionAnswersASessionOfAnotherStore_isRefused() {
    SessionStore sessions = open();
    SessionStore other = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));
    Session foreign = other.find(created.token()).orElseThrow();

    assertThatThrownBy(() -> sessions.update(created.token(), session -> foreign.with(COUNT, 2)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(sessions.find(created.token()).orElseThrow().get(COUNT)).isEqualTo(1);
  }

  @Test
  default void update_functionChangesNothing_answersTheSession() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));

    Session updated = sessions.update(created.token(), session -> session).orElseThrow();

    assertThat(updated.get(COUNT)).isEqualTo(1);
  }

  @Test
  default void update_deletedSession_isEmptyAndDoesNotRun() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());
    sessions.delete(created);
    List<Session> runs = new ArrayList<>();

    assertThat(sessions.update(created.token(), session -> {
          runs.add(session);
          return session.with(COUNT, 1);
        }))
        .isEmpty();

    assertThat(runs).isEmpty();
    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void update_deletedMeanwhile_isEmptyAndDoesNotResurrect() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());

    assertThat(sessions.update(created.token(), session -> {
          sessions.delete(created);
          return session.with(COUNT, 1);
        }))
        .isEmpty();

    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void update_renewedMeanwhile_reachesTheSession() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(COUNT, 1));

    Session updated = sessions
        .update(created.token(), session -> {
          sessions.renew(created);
          return session.with(COUNT, session.get(COUNT) + 1);
        })
        .orElseThrow();

    assertThat(updated.token()).isNotEqualTo(created.token());
    assertThat(sessions.find(updated.token()).orElseThrow().get(COUNT)).isEqualTo(2);
  }

  @Test
  default void update_change_keepsTheSessionAlive() {
    SessionStore sessions = open(options().idle(Duration.ofMinutes(30)));
    Session created = sessions.create(NewSession.anonymous());
    pass(Duration.ofMillis(50));

    Session updated =
        sessions.update(created.token(), session -> session.with(COUNT, 1)).orElseThrow();

    assertThat(updated.expiresAt()).isAfterOrEqualTo(created.expiresAt().plusMillis(50));
  }
}
