// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a session lives. */
interface LifetimePromises extends StoreUnderTest {

  Duration IDLE = Duration.ofMillis(200);

  /** Long enough that a test can use a session in time on a slow machine. */
  Duration LONG_IDLE = Duration.ofSeconds(2);

  /** More than half of it, so that two of them are longer. */
  Duration WITHIN_LONG_IDLE = Duration.ofMillis(1100);

  @Test
  default void idle_unusedSession_expiresAndNothingBringsItBack() {
    SessionStore sessions = open(options().idle(IDLE));
    Session created = sessions.create(NewSession.forSubject("ada").with(NAME, "Ada"));

    pass(IDLE);

    assertThat(sessions.find(created.token())).isEmpty();
    assertThat(sessions.find(created.token(), NAME)).isEmpty();
    assertThat(sessions.save(created.with(NAME, "Grace"))).isEmpty();
    assertThat(sessions.update(created.token(), session -> session.with(NAME, "Grace")))
        .isEmpty();
    assertThat(sessions.renew(created)).isEmpty();
    assertThat(sessions.delete(created)).isFalse();
    assertThat(sessions.delete(created.token())).isFalse();
    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void idle_ofTheSessionItself_holdsInEveryStore() {
    SessionStore sessions = open(options().idle(Duration.ofMinutes(30)));
    Session created = open().create(NewSession.anonymous().idle(LONG_IDLE));
    Session found = sessions.find(created.token()).orElseThrow();

    sessions.save(found.with(NAME, "Ada"));
    pass(LONG_IDLE);

    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void idle_sessionThatIsFound_staysAlive() {
    SessionStore sessions = open(options().idle(LONG_IDLE));
    Session created = sessions.create(NewSession.anonymous());

    pass(WITHIN_LONG_IDLE);
    assertThat(sessions.find(created.token())).isPresent();
    pass(WITHIN_LONG_IDLE);

    assertThat(sessions.find(created.token())).isPresent();
  }

  @Test
  default void idle_sessionThatIsFoundInPart_staysAlive() {
    SessionStore sessions = open(options().idle(LONG_IDLE));
    Session created = sessions.create(NewSession.anonymous());

    pass(WITHIN_LONG_IDLE);
    assertThat(sessions.find(created.token(), NAME)).isPresent();
    pass(WITHIN_LONG_IDLE);

    assertThat(sessions.find(created.token(), NAME)).isPresent();
  }

  @Test
  default void idle_sessionThatIsSaved_staysAliveAndThenExpires() {
    SessionStore sessions = open(options().idle(LONG_IDLE));
    Session created = sessions.create(NewSession.anonymous());

    pass(WITHIN_LONG_IDLE);
    sessions.save(created.with(NAME, "Ada"));
    pass(WITHIN_LONG_IDLE);
    assertThat(sessions.save(created.with(NAME, "Grace"))).isPresent();
    pass(LONG_IDLE);

    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void idle_sessionThatWasRenewed_expiresUnderBothTokens() {
    SessionStore sessions = open(options().idle(LONG_IDLE).renewalGrace(Duration.ofMinutes(1)));
    Session old = sessions.create(NewSession.anonymous());
    Session renewed = sessions.renew(old).orElseThrow();

    pass(LONG_IDLE);

    assertThat(sessions.find(renewed.token())).isEmpty();
    assertThat(sessions.find(old.token())).isEmpty();
    assertThat(sessions.save(old.with(NAME, "Ada"))).isEmpty();
  }

  @Test
  default void touchInterval_findWithinIt_costsNoTouchAndNoMoreThanTheInterval() {
    Duration interval = LONG_IDLE.dividedBy(2);
    SessionStore sessions = open(options().idle(LONG_IDLE).touchInterval(interval));
    Session created = sessions.create(NewSession.anonymous());

    sessions.find(created.token());

    // Whatever was sent in the background has arrived before the next answer.
    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.expiresAt()).isEqualTo(created.expiresAt());
    pass(interval);
    assertThat(sessions.find(created.token())).isPresent();
    Session touched = sessions.find(created.token()).orElseThrow();
    assertThat(touched.expiresAt()).isAfterOrEqualTo(created.expiresAt().plus(interval));
  }

  @Test
  default void touchInterval_longerThanHalfOfIdle_countsAsHalf() {
    SessionStore sessions = open(options().idle(LONG_IDLE).touchInterval(Duration.ofMinutes(1)));
    Session created = sessions.create(NewSession.anonymous());

    pass(WITHIN_LONG_IDLE);
    assertThat(sessions.find(created.token())).isPresent();
    pass(WITHIN_LONG_IDLE);

    assertThat(sessions.find(created.token())).isPresent();
  }

  @Test
  default void absolute_sessionThatIsUsedAllTheTime_expiresNevertheless() {
    Duration absolute = Duration.ofMillis(600);
    SessionStore sessions = open(options().absolute(absolute));
    Session session =
        sessions.create(NewSession.anonymous().idle(Duration.ofMinutes(30)).with(COUNT, 0));

    for (int i = 0; i < 6; i++) {
      sessions.find(session.token());
      sessions.save(session.with(NAME, "Ada"));
      sessions.update(session.token(), current -> current.with(COUNT, current.get(COUNT) + 1));
      pass(absolute.dividedBy(6));
    }

    assertThat(sessions.find(session.token())).isEmpty();
    assertThat(sessions.save(session.with(NAME, "Grace"))).isEmpty();
  }

  /** The second touch comes while the deadline is still the idle one, and would move it far. */
  @Test
  default void absolute_touchedSession_expiresNevertheless() {
    SessionStore sessions = open(options()
        .idle(Duration.ofMillis(600))
        .touchInterval(Duration.ofMillis(1))
        .absolute(Duration.ofMillis(800)));
    Session session = sessions.create(NewSession.anonymous());

    pass(Duration.ofMillis(100));
    sessions.find(session.token());
    pass(Duration.ofMillis(400));
    sessions.find(session.token());
    pass(Duration.ofMillis(300));

    assertThat(sessions.find(session.token())).isEmpty();
  }

  @Test
  default void absolute_sessionThatIsRenewed_expiresNevertheless() {
    Duration absolute = Duration.ofSeconds(2);
    SessionStore sessions = open(options().absolute(absolute));
    Session created = sessions.create(NewSession.anonymous());

    pass(absolute.dividedBy(2));
    Session session = sessions.renew(created).orElseThrow();
    pass(absolute.dividedBy(2));

    assertThat(sessions.find(session.token())).isEmpty();
    assertThat(sessions.find(created.token())).isEmpty();
    assertThat(sessions.renew(session)).isEmpty();
  }

  @Test
  default void absolute_deadline_isNeverPassedByTheIdleOne() {
    SessionStore sessions = open(options().absolute(Duration.ofMinutes(20)));
    Session created = sessions.create(NewSession.anonymous().idle(Duration.ofMinutes(30)));
    pass(Duration.ofMillis(20));

    Session saved = sessions.save(created.with(NAME, "Ada")).orElseThrow();

    assertThat(saved.expiresAt()).isEqualTo(created.absoluteDeadline());
    assertThat(sessions.find(created.token()).orElseThrow().expiresAt())
        .isEqualTo(created.absoluteDeadline());
  }
}
