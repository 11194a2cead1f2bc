// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.CART;
import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.TEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#renew} promises. */
interface RenewPromises extends StoreUnderTest {

  @Test
  default void renew_session_isFoundUnderItsNewToken() {
    SessionStore sessions = open();
    Session old = sessions.create(NewSession.forSubject("ada").with(CART, TEA));

    Session renewed = sessions.renew(old).orElseThrow();

    Session found = sessions.find(renewed.token()).orElseThrow();
    assertThat(renewed.token()).isNotEqualTo(old.token());
    assertThat(renewed.handle()).isNotEqualTo(old.handle());
    assertThat(renewed.get(CART)).isEqualTo(TEA);
    assertThat(found.get(CART)).isEqualTo(TEA);
    assertThat(found.subject()).contains("ada");
    assertThat(found.createdAt()).isEqualTo(old.createdAt());
  }

  @Test
  default void renew_oldTokenWithinTheGrace_findsTheSessionAndAnswersTheNewToken() {
    SessionStore sessions = open(options().renewalGrace(Duration.ofMinutes(1)));
    Session old = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session renewed = sessions.renew(old).orElseThrow();

    Session found = sessions.find(old.token()).orElseThrow();
    Session partial = sessions.find(old.token(), CART).orElseThrow();

    assertThat(found.token()).isEqualTo(renewed.token());
    assertThat(found.get(CART)).isEqualTo(TEA);
    assertThat(partial.token()).isEqualTo(renewed.token());
    assertThat(partial.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void renew_oldTokenAfterTheGrace_isDead() {
    SessionStore sessions = open(options().renewalGrace(Duration.ofMillis(200)));
    Session old = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session renewed = sessions.renew(old).orElseThrow();

    pass(Duration.ofMillis(200));

    assertThat(sessions.find(old.token())).isEmpty();
    assertThat(sessions.save(old.with(NAME, "Ada"))).isEmpty();
    assertThat(sessions.update(old.token(), session -> session.with(NAME, "Ada")))
        .isEmpty();
    assertThat(sessions.renew(old)).isEmpty();
    assertThat(sessions.delete(old)).isFalse();
    assertThat(sessions.find(old.token())).isEmpty();
    assertThat(sessions.find(renewed.token()).orElseThrow().find(NAME)).isEmpty();
  }

  @Test
  default void renew_theSameSnapshotTwice_answersTheSameToken() {
    SessionStore sessions = open();
    SessionStore other = open();
    Session old = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session snapshot = other.find(old.token()).orElseThrow();

    Session first = sessions.renew(old).orElseThrow();
    Session second = other.renew(snapshot).orElseThrow();

    assertThat(second.token()).isEqualTo(first.token());
    assertThat(second.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void renew_renewedSession_isFoundUnderEachTokenOfTheGrace() {
    SessionStore sessions = open();
    Session first = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session second = sessions.renew(first).orElseThrow();

    Session third = sessions.renew(second).orElseThrow();

    assertThat(sessions.find(first.token()).orElseThrow().token()).isEqualTo(third.token());
    assertThat(sessions.find(second.token()).orElseThrow().token()).isEqualTo(third.token());
    assertThat(sessions.find(third.token()).orElseThrow().get(CART)).isEqualTo(TEA);
  }

  @Test
  default void renew_pendingChanges_stayPending() {
    SessionStore sessions = open();
    Session old = sessions.create(NewSession.anonymous().with(COUNT, 1));
    Session raced = sessions.create(NewSession.anonymous().with(COUNT, 1));
    sessions.renew(raced);

    Session renewed = sessions.renew(old.with(COUNT, 2)).orElseThrow();
    Session second = sessions.renew(raced.with(COUNT, 2)).orElseThrow();

    assertThat(renewed.get(COUNT)).isEqualTo(2);
    assertThat(sessions.find(renewed.token()).orElseThrow().get(COUNT)).isEqualTo(1);
    assertThat(sessions.save(renewed).orElseThrow().get(COUNT)).isEqualTo(2);
    assertThat(sessions.find(renewed.token()).orElseThrow().get(COUNT)).isEqualTo(2);
    sessions.save(second);
    assertThat(sessions.find(second.token()).orElseThrow().get(COUNT)).isEqualTo(2);
  }

  @Test
  default void renew_snapshotLoadedBefore_reachesTheSession() {
    SessionStore sessions = open();
    SessionStore other = open();
    Session old = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session snapshot = other.find(old.token()).orElseThrow();
    Session renewed = sessions.renew(old).orElseThrow();

    Session saved = other.save(snapshot.with(NAME, "Ada")).orElseThrow();
    Optional<Session> updated = other.update(old.token(), session -> session.with(COUNT, 1));

    Session found = sessions.find(renewed.token()).orElseThrow();
    assertThat(saved.token()).isEqualTo(renewed.token());
    assertThat(saved.get(NAME)).isEqualTo("Ada");
    assertThat(updated.orElseThrow().token()).isEqualTo(renewed.token());
    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(found.get(COUNT)).isEqualTo(1);
    assertThat(found.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void renew_absoluteDeadline_stays() {
    SessionStore sessions =
        open(options().absolute(Duration.ofHours(1)).renewal(Duration.ofMillis(50)));
    Session old = sessions.create(NewSession.anonymous());
    pass(Duration.ofMillis(50));

    Session renewed = sessions.renew(old).orElseThrow();

    assertThat(renewed.absoluteDeadline()).isEqualTo(old.absoluteDeadline());
    assertThat(sessions.find(renewed.token()).orElseThrow().absoluteDeadline())
        .isEqualTo(old.absoluteDeadline());
  }

  @Test
  default void renew_tokenThatIsOld_isDueAndThenIsNot() {
    Duration renewal = Duration.ofSeconds(1);
    SessionStore sessions = open(options().renewal(renewal));
    Session created = sessions.create(NewSession.anonymous());
    Session early = sessions.find(created.token()).orElseThrow();
    pass(renewal);
    Session late = sessions.find(created.token()).orElseThrow();

    Session renewed = sessions.renew(late).orElseThrow();

    assertThat(created.renewalDue()).isFalse();
    assertThat(early.renewalDue()).isFalse();
    assertThat(late.renewalDue()).isTrue();
    assertThat(renewed.renewalDue()).isFalse();
    assertThat(sessions.find(renewed.token()).orElseThrow().renewalDue()).isFalse();
  }

  @Test
  default void renew_noRenewalLimit_isNeverDue() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());

    pass(Duration.ofMillis(50));

    assertThat(sessions.find(created.token()).orElseThrow().renewalDue()).isFalse();
  }

  @Test
  default void renew_deletedSession_isEmpty() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());
    open().delete(created.token());

    assertThat(sessions.renew(created)).isEmpty();

    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void renew_sessionThatIsDeletedWithinTheGrace_isGoneUnderBothTokens() {
    SessionStore sessions = open();
    Session old = sessions.create(NewSession.anonymous());
    Session renewed = sessions.renew(old).orElseThrow();

    assertThat(sessions.delete(renewed)).isTrue();

    assertThat(sessions.find(renewed.token())).isEmpty();
    assertThat(sessions.find(old.token())).isEmpty();
    assertThat(sessions.save(old.with(NAME, "Ada"))).isEmpty();
    assertThat(sessions.renew(old)).isEmpty();
  }

  @Test
  default void renew_sessionOfAnotherStore_isRefused() {
    SessionStore sessions = open();
    Session foreign = open().create(NewSession.anonymous());

    assertThatThrownBy(() -> sessions.renew(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another store");
  }
}
