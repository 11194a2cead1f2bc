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
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#save} promises. */
interface SavePromises extends StoreUnderTest {

  @Test
  default void save_changes_areStored() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada").with(CART, TEA));

    Session saved = sessions.save(created.with(THEME, "dark").without(NAME)).orElseThrow();

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(saved.get(THEME)).isEqualTo("dark");
    assertThat(saved.find(NAME)).isEmpty();
    assertThat(found.get(THEME)).isEqualTo("dark");
    assertThat(found.find(NAME)).isEmpty();
    assertThat(found.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void save_changesThatWereNotSaved_areNotStored() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    Session changed = created.with(NAME, "Grace");

    assertThat(changed.get(NAME)).isEqualTo("Grace");
    assertThat(created.get(NAME)).isEqualTo("Ada");
    assertThat(sessions.find(created.token()).orElseThrow().get(NAME)).isEqualTo("Ada");
  }

  @Test
  default void save_lastOfSeveralChanges_wins() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(THEME, "dark"));

    sessions.save(created
        .with(NAME, "Ada")
        .without(NAME)
        .with(NAME, "Grace")
        .without(THEME)
        .with(THEME, "light"));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.get(NAME)).isEqualTo("Grace");
    assertThat(found.get(THEME)).isEqualTo("light");
  }

  @Test
  default void save_removalOfAnAbsentAttribute_changesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    assertThat(sessions.save(created.without(THEME))).isPresent();

    assertThat(sessions.find(created.token()).orElseThrow().get(NAME)).isEqualTo("Ada");
  }

  @Test
  default void save_everyAttributeRemoved_leavesTheSession() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    sessions.save(created.without(NAME));

    assertThat(sessions.find(created.token())).isPresent();
  }

  @Test
  default void save_withoutChanges_answersTheSessionAsItIs() {
    SessionStore sessions = open(options().idle(Duration.ofMinutes(30)));
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));
    pass(Duration.ofMillis(20));

    Session saved = sessions.save(created).orElseThrow();

    assertThat(saved.get(NAME)).isEqualTo("Ada");
    assertThat(sessions.find(created.token()).orElseThrow().expiresAt())
        .isEqualTo(created.expiresAt());
  }

  @Test
  default void save_itsResult_hasNoChangePending() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());
    Session saved = sessions.save(created.with(NAME, "Ada")).orElseThrow();
    sessions.save(created.with(NAME, "Grace"));

    // Were the change still pending, it would now undo the one of the other request.
    sessions.save(saved.with(THEME, "dark"));

    assertThat(sessions.find(created.token()).orElseThrow().get(NAME)).isEqualTo("Grace");
  }

  @Test
  default void save_ofTwoTabs_mergesByAttribute() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(CART, TEA));
    Session oneTab = open().find(created.token()).orElseThrow();
    SessionStore other = open();
    Session otherTab = other.find(created.token()).orElseThrow();

    other.save(otherTab.with(THEME, "dark"));
    sessions.save(created.with(NAME, "Ada"));

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(oneTab.find(THEME)).isEmpty();
    assertThat(found.get(THEME)).isEqualTo("dark");
    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(found.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void save_sameAttributeByTwo_laterWins() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());
    SessionStore other = open();
    Session snapshot = other.find(created.token()).orElseThrow();

    sessions.save(created.with(NAME, "Ada"));
    other.save(snapshot.with(NAME, "Grace"));

    assertThat(sessions.find(created.token()).orElseThrow().get(NAME)).isEqualTo("Grace");
  }

  @Test
  default void save_again_isHarmless() {
    SessionStore sessions = open();
    Session changed = sessions
        .create(NewSession.anonymous().with(THEME, "dark"))
        .with(NAME, "Ada")
        .without(THEME);

    sessions.save(changed);
    sessions.save(changed);

    Session found = sessions.find(changed.token()).orElseThrow();
    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(found.find(THEME)).isEmpty();
  }

  @Test
  default void save_sessionThatAnotherDeleted_isEmptyAndDoesNotResurrect() {
    SessionStore sessions = open();
    SessionStore other = open();
    Session created = sessions.create(NewSession.forSubject("ada").with(CART, TEA));
    Session snapshot = other.find(created.token()).orElseThrow();
    sessions.delete(created);

    assertThat(other.save(snapshot.with(NAME, "Ada"))).isEmpty();

    assertThat(other.find(created.token())).isEmpty();
    assertThat(sessions.find(created.token())).isEmpty();
  }

  @Test
  default void save_change_keepsTheSessionAlive() {
    SessionStore sessions = open(options().idle(Duration.ofMinutes(30)));
    Session created = sessions.create(NewSession.anonymous());
    pass(Duration.ofMillis(50));

    Session saved = sessions.save(created.with(NAME, "Ada")).orElseThrow();

    assertThat(saved.expiresAt()).isAfterOrEqualTo(created.expiresAt().plusMillis(50));
    assertThat(sessions.find(created.token()).orElseThrow().expiresAt())
        .isEqualTo(saved.expiresAt());
    assertThat(saved.absoluteDeadline()).isEqualTo(created.absoluteDeadline());
  }

  @Test
  default void save_sessionOfAnotherStore_isRefused() {
    SessionStore sessions = open();
    Session foreign = open().create(NewSession.anonymous());

    assertThatThrownBy(() -> sessions.save(foreign.with(NAME, "Ada")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of another store")
        .hasMessageContaining(foreign.handle().value());
    assertThat(sessions.find(foreign.token()).orElseThrow().find(NAME)).isEmpty();
  }
}
