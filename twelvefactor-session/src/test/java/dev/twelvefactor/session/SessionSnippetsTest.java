// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static dev.twelvefactor.session.SessionSnippets.CART;
import static dev.twelvefactor.session.SessionSnippets.CODE;
import static dev.twelvefactor.session.SessionSnippets.SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.SessionSnippets.Cart;
import dev.twelvefactor.session.SessionSnippets.Item;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionSnippetsTest {

  private final SessionStore sessions = SessionSnippets.inMemory();

  @Test
  void store_endsWithTheSessionSavedAndDeleted() {
    Session saved = SessionSnippets.store(sessions);

    assertThat(saved.subject()).contains("ada");
    assertThat(saved.get(SEEN)).containsExactly("tea");
    assertThat(sessions.find(saved.token())).isEmpty();
  }

  @Test
  void session_addsToTheCartAndTakesTheCodeAway() {
    Cart two = Cart.EMPTY.plus("cup", 1);
    Session session = sessions.create(NewSession.anonymous().with(CART, two).with(CODE, "1234"));

    Session saved = SessionSnippets.session(sessions, session);

    assertThat(saved.get(CART).items()).containsExactly(new Item("cup", 1), new Item("tea", 2));
    assertThat(sessions.find(saved.token()).orElseThrow().find(CODE)).isEmpty();
  }

  @Test
  void keys_haveTheirTypesAndTime() {
    Session session = sessions.create(NewSession.anonymous().with(SEEN, List.of("tea")));

    assertThat(session.get(SEEN)).containsExactly("tea");
    assertThat(CODE.timeToLive()).contains(Duration.ofMinutes(5));
  }

  @Test
  void cookie_isSentAgainForALivingSessionAndClearedForNone() {
    Session session = sessions.create(NewSession.anonymous());
    String pair = SessionCookie.standard().write(session.token()).split(";", 2)[0];

    assertThat(SessionSnippets.cookie(sessions, "a=b; " + pair)).startsWith(pair + ";");
    sessions.delete(session);
    assertThat(SessionSnippets.cookie(sessions, pair)).endsWith("; Max-Age=0");
  }

  @Test
  void subject_example_endsAllSessions() {
    Session phone = sessions.create(NewSession.forSubject("ada"));
    Session laptop =
        sessions.create(NewSession.forSubject("ada").with(SessionSnippets.DEVICE, "laptop"));

    int ended = SessionSnippets.subject(sessions, laptop, phone.handle());

    assertThat(ended).isEqualTo(1);
    assertThat(sessions.find(phone.token())).isEmpty();
    assertThat(sessions.find(laptop.token())).isEmpty();
  }

  @Test
  void bearer_example_findsTheSession() {
    Session session = sessions.create(NewSession.anonymous());

    assertThat(SessionSnippets.bearer(sessions, "Bearer " + session.token().value()))
        .isPresent();
    assertThat(SessionSnippets.bearer(sessions, "Basic dGVzdA==")).isEmpty();
  }
}
