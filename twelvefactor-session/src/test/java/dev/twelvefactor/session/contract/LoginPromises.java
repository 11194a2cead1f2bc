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
import dev.twelvefactor.session.SessionTooLargeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#login} promises. */
interface LoginPromises extends StoreUnderTest {

  @Test
  default void login_visitor_getsANewTokenAndTheOldOneIsDead() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));

    Session ada = sessions.login(visitor, "ada");

    Session found = sessions.find(ada.token()).orElseThrow();
    assertThat(ada.subject()).contains("ada");
    assertThat(ada.get(CART)).isEqualTo(TEA);
    assertThat(found.subject()).contains("ada");
    assertThat(found.get(CART)).isEqualTo(TEA);
    assertThat(ada.token()).isNotEqualTo(visitor.token());
    assertThat(ada.handle()).isNotEqualTo(visitor.handle());
    assertThat(sessions.find(visitor.token())).isEmpty();
    assertThat(open().find(visitor.token())).isEmpty();
  }

  @Test
  default void login_visitorsSnapshotSavedAfterwards_isGone() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session ada = sessions.login(visitor, "ada");

    assertThat(sessions.save(visitor.with(NAME, "Eve"))).isEmpty();

    assertThat(sessions.find(visitor.token())).isEmpty();
    assertThat(sessions.find(ada.token()).orElseThrow().find(NAME)).isEmpty();
  }

  @Test
  default void login_pendingChanges_areKept() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous().with(THEME, "dark"));

    Session ada = sessions.login(visitor.with(NAME, "Ada").without(THEME), "ada");

    Session found = sessions.find(ada.token()).orElseThrow();
    assertThat(ada.get(NAME)).isEqualTo("Ada");
    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(found.find(THEME)).isEmpty();
  }

  @Test
  default void login_attributeWrittenMeanwhile_isCarriedOver() {
    SessionStore sessions = open();
    SessionStore other = open();
    Session visitor = sessions.create(NewSession.anonymous());
    other.save(other.find(visitor.token()).orElseThrow().with(CART, TEA));

    Session ada = sessions.login(visitor.with(NAME, "Ada"), "ada");

    assertThat(ada.get(CART)).isEqualTo(TEA);
    assertThat(sessions.find(ada.token()).orElseThrow().get(CART)).isEqualTo(TEA);
  }

  @Test
  default void login_attributeThatWasNotLoaded_isCarriedOver() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada").with(CART, TEA));
    Session visitor = sessions.find(created.token(), NAME).orElseThrow();

    Session ada = sessions.login(visitor, "ada");

    assertThat(ada.get(CART)).isEqualTo(TEA);
    assertThat(sessions.find(ada.token()).orElseThrow().get(CART)).isEqualTo(TEA);
  }

  @Test
  default void login_visitorIsDeleted_usesTheSnapshot() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));
    open().delete(visitor.token());

    Session ada = sessions.login(visitor.with(NAME, "Ada"), "ada");

    Session found = sessions.find(ada.token()).orElseThrow();
    assertThat(found.get(CART)).isEqualTo(TEA);
    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(sessions.find(visitor.token())).isEmpty();
  }

  @Test
  default void login_visitorHasExpired_usesTheSnapshot() {
    SessionStore sessions = open();
    Session visitor =
        sessions.create(NewSession.anonymous().with(CART, TEA).idle(Duration.ofMillis(200)));
    pass(Duration.ofMillis(200));

    Session ada = sessions.login(visitor, "ada");

    assertThat(sessions.find(ada.token()).orElseThrow().get(CART)).isEqualTo(TEA);
  }

  @Test
  default void login_visitorWasRenewed_endsTheSessionUnderBothTokens() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session renewed = sessions.renew(visitor).orElseThrow();

    Session ada = sessions.login(visitor, "ada");

    assertThat(ada.get(CART)).isEqualTo(TEA);
    assertThat(sessions.find(visitor.token())).isEmpty();
    assertThat(sessions.find(renewed.token())).isEmpty();
    assertThat(sessions.find(ada.token())).isPresent();
  }

  @Test
  default void login_sameSubjectAgain_carriesOver() {
    SessionStore sessions = open();
    Session first = sessions.create(NewSession.forSubject("ada").with(CART, TEA));

    Session second = sessions.login(first, "ada");

    assertThat(sessions.find(second.token()).orElseThrow().get(CART)).isEqualTo(TEA);
    assertThat(second.token()).isNotEqualTo(first.token());
    assertThat(sessions.find(first.token())).isEmpty();
  }

  @Test
  default void login_anotherSubject_carriesNothingOver() {
    SessionStore sessions = open();
    Session bob = sessions.create(NewSession.forSubject("bob").with(CART, TEA));

    Session ada = sessions.login(bob, "ada");

    assertThat(ada.find(CART)).isEmpty();
    assertThat(sessions.find(ada.token()).orElseThrow().find(CART)).isEmpty();
    assertThat(sessions.find(bob.token())).isEmpty();
  }

  @Test
  default void login_anotherSubjectWhoseSessionIsGone_carriesNothingOver() {
    SessionStore sessions = open();
    Session bob = sessions.create(NewSession.forSubject("bob").with(CART, TEA));
    sessions.delete(bob);

    Session ada = sessions.login(bob, "ada");

    assertThat(sessions.find(ada.token()).orElseThrow().find(CART)).isEmpty();
  }

  @Test
  default void login_timeLimits_areFreshAndTheStores() {
    SessionStore sessions =
        open(options().idle(Duration.ofMinutes(30)).absolute(Duration.ofHours(12)));
    Session visitor = sessions.create(
        NewSession.anonymous().idle(Duration.ofMinutes(1)).absolute(Duration.ofMinutes(2)));
    pass(Duration.ofMillis(20));

    Session ada = sessions.login(visitor, "ada");

    assertThat(ada.createdAt()).isAfterOrEqualTo(visitor.createdAt().plusMillis(20));
    assertThat(ada.expiresAt()).isEqualTo(ada.createdAt().plus(Duration.ofMinutes(30)));
    assertThat(ada.absoluteDeadline()).isEqualTo(ada.createdAt().plus(Duration.ofHours(12)));
  }

  @Test
  default void login_again_isHarmless() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));
    sessions.login(visitor, "ada");

    Session ada = sessions.login(visitor, "ada");

    assertThat(sessions.find(ada.token()).orElseThrow().get(CART)).isEqualTo(TEA);
    assertThat(sessions.find(visitor.token())).isEmpty();
  }

  @Test
  default void login_withoutSubject_isRefusedAndTheVisitorLives() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous());

    assertThatThrownBy(() -> sessions.login(visitor, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subject of 0 characters (expected: 1 to 256)");

    assertThat(sessions.find(visitor.token())).isPresent();
  }

  @Test
  default void login_changesBeyondALimit_areRefusedAndTheVisitorLives() {
    SessionStore sessions = open(options().maxAttributes(1));
    Session visitor = sessions.create(NewSession.anonymous().with(CART, TEA));

    assertThatThrownBy(() -> sessions.login(visitor.with(NAME, "Ada"), "ada"))
        .isInstanceOf(SessionTooLargeException.class);

    assertThat(sessions.find(visitor.token()).orElseThrow().get(CART)).isEqualTo(TEA);
  }

  /** What others have stored in the meantime was within their limits; to refuse it would lose it. */
  @Test
  default void login_attributeWrittenMeanwhileBeyondALimit_isCarriedOver() {
    SessionStore sessions = open(options().maxAttributes(1));
    SessionStore other = open();
    Session visitor = sessions.create(NewSession.anonymous().with(NAME, "Ada"));
    other.save(other.find(visitor.token()).orElseThrow().with(CART, TEA));

    Session ada = sessions.login(visitor, "ada");

    Session found = sessions.find(ada.token()).orElseThrow();
    assertThat(found.get(CART)).isEqualTo(TEA);
    assertThat(found.get(NAME)).isEqualTo("Ada");
  }

  @Test
  default void login_sessionOfAnotherStore_isRefused() {
    SessionStore sessions = open();
    Session foreign = open().create(NewSession.anonymous());

    assertThatThrownBy(() -> sessions.login(foreign, "ada"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another store");
    assertThat(sessions.find(foreign.token())).isPresent();
  }
}
