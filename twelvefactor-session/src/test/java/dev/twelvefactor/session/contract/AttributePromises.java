// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.CART;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static dev.twelvefactor.session.contract.Attributes.SEEN;
import static dev.twelvefactor.session.contract.Attributes.TEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.UnreadableAttributeException;
import dev.twelvefactor.session.contract.Attributes.CartWithCoupon;
import dev.twelvefactor.session.contract.Attributes.CountedCart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** What a {@link Session} promises of its attributes, whatever keeps them. */
interface AttributePromises extends StoreUnderTest {

  @Test
  default void attribute_list_isReadAsItsType() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(SEEN, List.of("tea", "cup")));

    List<String> seen = sessions.find(created.token()).orElseThrow().get(SEEN);

    assertThat(seen).containsExactly("tea", "cup");
  }

  @Test
  default void attribute_valueThatWasReadIsChanged_changesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(SEEN, List.of("tea")));
    Session found = sessions.find(created.token()).orElseThrow();

    found.get(SEEN).add("cup");
    sessions.save(found.with(NAME, "Ada"));

    assertThat(found.get(SEEN)).containsExactly("tea");
    assertThat(sessions.find(created.token()).orElseThrow().get(SEEN)).containsExactly("tea");
  }

  @Test
  default void attribute_valueThatWasSetIsChanged_changesNothing() {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());
    List<String> seen = new ArrayList<>(List.of("tea"));

    Session changed = created.with(SEEN, seen);
    seen.add("cup");
    sessions.save(changed);

    assertThat(changed.get(SEEN)).containsExactly("tea");
    assertThat(sessions.find(created.token()).orElseThrow().get(SEEN)).containsExactly("tea");
  }

  @Test
  default void attribute_withTimeToLive_expiresAlone() {
    Duration timeToLive = Duration.ofSeconds(1);
    SessionKey<String> code = SessionKey.of("code", String.class).timeToLive(timeToLive);
    SessionStore sessions = open();
    SessionToken token = sessions
        .create(NewSession.anonymous().with(code, "1234").with(CART, TEA))
        .token();
    Session early = sessions.find(token).orElseThrow();
    assertThat(early.get(code)).isEqualTo("1234");

    pass(timeToLive);

    Session late = sessions.find(token).orElseThrow();
    assertThat(late.find(code)).isEmpty();
    assertThat(early.find(code)).isEmpty();
    assertThatThrownBy(() -> late.get(code)).isInstanceOf(NoSuchElementException.class);
    assertThat(late.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void attribute_withTimeToLiveInASavedChange_runsFromWhenItWasSet() {
    Duration timeToLive = Duration.ofSeconds(1);
    SessionKey<String> code = SessionKey.of("code", String.class).timeToLive(timeToLive);
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous());
    Session saved = sessions.save(created.with(code, "1234")).orElseThrow();
    assertThat(saved.get(code)).isEqualTo("1234");
    pass(timeToLive);

    Session later = sessions.save(saved.with(NAME, "Ada")).orElseThrow();

    assertThat(later.find(code)).isEmpty();
    assertThat(sessions.find(created.token()).orElseThrow().find(code)).isEmpty();
  }

  @Test
  default void attribute_sameNameTwiceInANewSession_lastKeyAndValueWin() {
    Duration timeToLive = Duration.ofSeconds(1);
    SessionKey<Integer> code = SessionKey.of("name", Integer.class).timeToLive(timeToLive);
    SessionStore sessions = open();

    Session created = sessions.create(NewSession.anonymous().with(NAME, "Ada").with(code, 1234));

    assertThat(created.get(SessionKey.of("name", Integer.class))).isEqualTo(1234);
    pass(timeToLive);
    assertThat(sessions.find(created.token()).orElseThrow().find(code)).isEmpty();
  }

  @Test
  default void attribute_unknownProperty_isIgnored() {
    SessionKey<CartWithCoupon> newer = SessionKey.of("cart", CartWithCoupon.class);
    SessionStore sessions = open();
    Session created = sessions.create(
        NewSession.anonymous().with(newer, new CartWithCoupon(TEA.items(), "SPRING")));

    Session found = sessions.find(created.token()).orElseThrow();

    assertThat(found.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void attribute_unreadable_throwsAndHarmsNoOther() {
    SessionKey<CountedCart> newer = SessionKey.of("cart", CountedCart.class);
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(CART, TEA).with(NAME, "Ada"));

    Session found = sessions.find(created.token()).orElseThrow();

    assertThatThrownBy(() -> found.find(newer))
        .isInstanceOf(UnreadableAttributeException.class)
        .hasMessageContaining("attribute \"cart\"")
        .hasMessageContaining("CountedCart")
        .hasMessageContaining("emptyIfUnreadable()");
    assertThatThrownBy(() -> found.get(newer)).isInstanceOf(UnreadableAttributeException.class);
    assertThat(found.get(NAME)).isEqualTo("Ada");
  }

  @Test
  default void attribute_unreadableAndDeclaredEmpty_isEmptyAndStays() {
    SessionKey<CountedCart> newer = SessionKey.of("cart", CountedCart.class).emptyIfUnreadable();
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(CART, TEA));

    Session found = sessions.find(created.token()).orElseThrow();

    assertThat(found.find(newer)).isEmpty();
    assertThatThrownBy(() -> found.get(newer)).isInstanceOf(NoSuchElementException.class);
    assertThat(found.get(CART)).isEqualTo(TEA);
  }

  @Test
  default void attribute_ofAnotherRelease_survivesTheSavesOfThisOne() {
    SessionKey<CountedCart> newer = SessionKey.of("cart", CountedCart.class).emptyIfUnreadable();
    SessionStore olderRelease = open();
    SessionStore newerRelease = open();
    SessionToken token = olderRelease
        .create(NewSession.anonymous().with(CART, TEA).with(SEEN, List.of("tea")))
        .token();

    Session inNewer = newerRelease.find(token).orElseThrow();
    assertThat(inNewer.find(newer)).isEmpty();
    newerRelease.save(inNewer.with(NAME, "Ada"));
    newerRelease.update(token, session -> session.with(NAME, "Grace"));
    Session renewed = newerRelease.renew(newerRelease.find(token).orElseThrow()).orElseThrow();
    Session loggedIn = newerRelease.login(renewed, "grace");

    Session inOlder = olderRelease.find(loggedIn.token()).orElseThrow();
    assertThat(inOlder.get(CART)).isEqualTo(TEA);
    assertThat(inOlder.get(SEEN)).containsExactly("tea");
    assertThat(inOlder.get(NAME)).isEqualTo("Grace");
  }

  @Test
  default void attribute_unreadable_canBeOverwritten() {
    SessionKey<CountedCart> newer = SessionKey.of("cart", CountedCart.class);
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.anonymous().with(CART, TEA));

    sessions.save(created.with(newer, new CountedCart(2)));

    assertThat(sessions.find(created.token()).orElseThrow().get(newer))
        .isEqualTo(new CountedCart(2));
  }
}
