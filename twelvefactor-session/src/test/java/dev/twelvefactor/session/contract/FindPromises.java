// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.CART;
import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.TEA;
import static dev.twelvefactor.session.contract.Attributes.THEME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#find} promises. */
interface FindPromises extends StoreUnderTest {

  @Test
  default void find_unknownToken_isEmptyAndCreatesNothing() {
    SessionStore sessions = open();
    SessionToken unknown = StoreUnderTest.unknownToken();

    assertThat(sessions.find(unknown)).isEmpty();
    assertThat(sessions.find(unknown, NAME)).isEmpty();
    assertThat(sessions.update(unknown, session -> session.with(NAME, "Eve"))).isEmpty();
    assertThat(sessions.delete(unknown)).isFalse();

    assertThat(sessions.find(unknown)).isEmpty();
  }

  @Test
  default void find_byAnotherStore_seesTheSameSession() {
    Session created = open().create(NewSession.forSubject("ada").with(CART, TEA));

    Session found = open().find(created.token()).orElseThrow();

    assertThat(found.subject()).contains("ada");
    assertThat(found.get(CART)).isEqualTo(TEA);
    assertThat(found.createdAt()).isEqualTo(created.createdAt());
  }

  @Test
  default void find_attributeThatIsAbsent_isEmptyOrThrows() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());

    Session found = sessions.find(created.token()).orElseThrow();

    assertThat(found.find(NAME)).isEmpty();
    assertThatThrownBy(() -> found.get(NAME))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("\"name\"");
  }

  @Test
  default void find_someAttributes_readsThoseAlone() {
    SessionStore sessions = open();
    Session created = sessions.create(
        NewSession.forSubject("ada").with(NAME, "Ada").with(COUNT, 3).with(CART, TEA));

    Session found = sessions.find(created.token(), NAME, COUNT).orElseThrow();

    assertThat(found.get(NAME)).isEqualTo("Ada");
    assertThat(found.get(COUNT)).isEqualTo(3);
    assertThat(found.subject()).contains("ada");
    assertThat(found.createdAt()).isEqualTo(created.createdAt());
    assertThat(found.absoluteDeadline()).isEqualTo(created.absoluteDeadline());
    assertThatThrownBy(() -> found.find(CART))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"cart\" was not loaded");
  }

  @Test
  default void find_someAttributesThatAreAbsent_areEmpty() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada"));

    Session found = sessions.find(created.token(), THEME).orElseThrow();

    assertThat(found.find(THEME)).isEmpty();
  }

  @Test
  default void find_someAttributesThenSave_leavesTheOthersAsTheyAre() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada").with(CART, TEA));
    Session partial = sessions.find(created.token(), NAME).orElseThrow();

    assertThat(sessions.save(partial.with(NAME, "Grace"))).isPresent();

    Session found = sessions.find(created.token()).orElseThrow();
    assertThat(found.get(NAME)).isEqualTo("Grace");
    assertThat(found.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void find_someAttributesThenSaveAnother_makesThatOneReadable() {
    SessionStore sessions = open();
    Session created = sessions.create(
        NewSession.anonymous().with(NAME, "Ada").with(THEME, "dark").with(CART, TEA));
    Session partial = sessions.find(created.token(), NAME).orElseThrow();

    Session saved = sessions.save(partial.with(COUNT, 1).without(THEME)).orElseThrow();

    assertThat(saved.get(NAME)).isEqualTo("Ada");
    assertThat(saved.get(COUNT)).isEqualTo(1);
    assertThat(saved.find(THEME)).isEmpty();
    assertThatThrownBy(() -> saved.find(CART)).isInstanceOf(IllegalStateException.class);
  }
}
