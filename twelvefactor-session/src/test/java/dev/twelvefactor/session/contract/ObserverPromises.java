// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionObserver;
import dev.twelvefactor.session.SessionObserver.Operation;
import dev.twelvefactor.session.SessionObserver.Result;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStore.TooManySessionsException;
import dev.twelvefactor.session.SessionStoreBuilder.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an observer is told, and what it cannot do. */
interface ObserverPromises extends StoreUnderTest {

  /** Notes what it is told, in words. */
  final class Notes implements SessionObserver {

    private final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void observed(Event event) {
      assertThat(event.elapsed()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
      words.add(event.operation() + " " + event.result());
    }
  }

  @Test
  default void observer_eachVerb_isToldOnce() throws Exception {
    Notes notes = new Notes();
    SessionStore sessions = open(options()
        .observer(notes)
        .maxPerSubject(2)
        .maxAttributeBytes(100)
        .overflow(Overflow.REJECT));

    Session visitor = sessions.create(NewSession.anonymous());
    sessions.find(visitor.token());
    sessions.find(visitor.token(), NAME);
    sessions.find(StoreUnderTest.unknownToken());
    sessions.save(visitor.with(COUNT, 1));
    sessions.update(visitor.token(), s -> s.with(COUNT, 2));
    Session ada = sessions.login(visitor, "ada");
    sessions.save(visitor.with(COUNT, 1));
    sessions.renew(visitor);
    sessions.create(NewSession.forSubject("ada"));
    assertThatThrownBy(() -> sessions.create(NewSession.forSubject("ada")))
        .isInstanceOf(TooManySessionsException.class);
    sessions.subject("ada").list();
    sessions.subject("ada").count();
    sessions.delete(ada);
    sessions.delete(ada.token());
    sessions.subject("ada").revokeAll();
    sessions.subject("ada").revoke(ada.handle());
    sessions.async().find(ada.token()).toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThat(notes.words)
        .containsExactly(
            "CREATE DONE",
            "FIND DONE",
            "FIND DONE",
            "FIND GONE",
            "SAVE DONE",
            "UPDATE DONE",
            "LOGIN DONE",
            "SAVE GONE",
            "RENEW GONE",
            "CREATE DONE",
            "CREATE REFUSED",
            "LIST DONE",
            "LIST DONE",
            "DELETE DONE",
            "DELETE GONE",
            "REVOKE DONE",
            "REVOKE GONE",
            "FIND GONE");
  }

  @Test
  default void observer_touch_isTold() {
    Notes notes = new Notes();
    SessionStore sessions = open(options().observer(notes).touchInterval(Duration.ofMillis(1)));
    Session session = sessions.create(NewSession.anonymous());
    pass(Duration.ofMillis(10));

    sessions.find(session.token());

    Awaitility.await()
        .untilAsserted(() -> assertThat(notes.words)
            .containsExactlyInAnyOrder(
                "CREATE " + Result.DONE, "FIND " + Result.DONE, Operation.TOUCH + " DONE"));
  }

  @Test
  default void observer_thatThrows_harmsNobody() throws Exception {
    SessionStore sessions =
        open(options().touchInterval(Duration.ofMillis(1)).observer(new SessionObserver() {
          @Override
          public void observed(Event event) {
            throw new AssertionError("the observer's, on purpose");
          }
        }));

    Session session = sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    pass(Duration.ofMillis(10));
    assertThat(sessions.find(session.token())).isPresent();
    assertThat(sessions.update(session.token(), s -> s.with(COUNT, s.get(COUNT) + 1)))
        .isPresent();
    assertThat(sessions
            .async()
            .find(session.token())
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .orElseThrow()
            .get(COUNT))
        .isEqualTo(2);
    assertThat(sessions.subject("ada").revokeAll()).isEqualTo(1);
    sessions.close();
  }
}
