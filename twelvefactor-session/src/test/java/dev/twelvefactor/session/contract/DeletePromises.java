// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#delete} promises. */
interface DeletePromises extends StoreUnderTest {

  @Test
  default void delete_session_isGoneForEverybody() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.forSubject("ada"));

    assertThat(sessions.delete(created)).isTrue();

    assertThat(sessions.find(created.token())).isEmpty();
    assertThat(open().find(created.token())).isEmpty();
    assertThat(sessions.delete(created)).isFalse();
  }

  @Test
  default void delete_token_isGoneForEverybody() {
    SessionStore sessions = open();
    Session visitor = sessions.create(NewSession.anonymous());
    Session ada = sessions.create(NewSession.forSubject("ada"));
    SessionStore other = open();

    assertThat(other.delete(visitor.token())).isTrue();
    assertThat(other.delete(ada.token())).isTrue();

    assertThat(sessions.find(visitor.token())).isEmpty();
    assertThat(sessions.find(ada.token())).isEmpty();
    assertThat(other.delete(ada.token())).isFalse();
  }

  @Test
  default void delete_session_leavesTheOthersOfItsSubject() {
    SessionStore sessions = open();
    Session phone = sessions.create(NewSession.forSubject("ada").with(NAME, "phone"));
    Session laptop = sessions.create(NewSession.forSubject("ada").with(NAME, "laptop"));

    sessions.delete(phone);

    assertThat(sessions.find(phone.token())).isEmpty();
    assertThat(sessions.find(laptop.token()).orElseThrow().get(NAME)).isEqualTo("laptop");
  }

  @Test
  default void delete_sessionWithPendingChanges_writesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());

    assertThat(sessions.delete(created.with(NAME, "Ada"))).isTrue();

    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void delete_oldTokenWithinTheGrace_deletesTheSession() {
    SessionStore sessions = open();
    Session old = sessions.create(NewSession.forSubject("ada"));
    Session renewed = sessions.renew(old).orElseThrow();

    assertThat(sessions.delete(old.token())).isTrue();

    assertThat(sessions.find(renewed.token())).isEmpty();
    assertThat(sessions.find(old.token())).isEmpty();
  }

  @Test
  default void delete_snapshotFromBeforeTheRenewal_deletesTheSession() {
    SessionStore sessions = open();
    Session old = sessions.create(NewSession.forSubject("ada"));
    Session renewed = sessions.renew(old).orElseThrow();

    assertThat(sessions.delete(old)).isTrue();

    assertThat(sessions.find(renewed.token())).isEmpty();
    assertThat(sessions.find(old.token())).isEmpty();
  }

  @Test
  default void delete_logout_isNotUndoneByASlowerRequest() {
    SessionStore slow = open();
    SessionStore fast = open();
    Session created = fast.create(NewSession.forSubject("ada"));
    Session beforeLogout = slow.find(created.token()).orElseThrow();
    fast.delete(created.token());

    assertThat(slow.save(beforeLogout.with(NAME, "Ada"))).isEmpty();
    assertThat(slow.update(created.token(), session -> session.with(NAME, "Ada")))
        .isEmpty();
    assertThat(slow.renew(beforeLogout)).isEmpty();
    assertThat(slow.find(created.token())).isEmpty();

    assertThat(fast.find(created.token())).isEmpty();
  }

  @Test
  default void delete_sessionOfAnotherStore_isRefused() {
    SessionStore sessions = open();
    Session foreign = open().create(NewSession.anonymous());

    assertThatThrownBy(() -> sessions.delete(foreign))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another store");
    assertThat(sessions.find(foreign.token())).isPresent();
  }
}
