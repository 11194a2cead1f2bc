// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.redis.RedisSessionStore;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of the READMEs, run against a real server. */
@WithRedis
class ReadmeIT {

  // @start region="cart"
  record Cart(List<String> items) {
    static final SessionKey<Cart> KEY = SessionKey.of("cart", Cart.class);
    static final Cart EMPTY = new Cart(List.of());

    Cart plus(String item) {
      List<String> more = new ArrayList<>(items);
      more.add(item);
      return new Cart(more);
    }
  }

  // @end

  private SessionCookie cookie;
  private SessionStore sessions;

  @BeforeEach
  void open(RedisServer redis) {
    Map<String, String> env = Map.of("REDIS_URL", redis.url(), "SESSION_NAMESPACE", "readme");
    // @start region="open"
    SessionStore sessions = RedisSessionStore.fromEnvironment(env); // REDIS_URL=redis://…
    SessionCookie cookie = SessionCookie.fromEnvironment(env);
    // @end
    this.sessions = sessions;
    this.cookie = cookie;
  }

  @AfterEach
  void close() {
    sessions.close();
  }

  @Test
  void quickStart_aVisitorLogsIn_keepsTheCart() {
    // @start region="quick-start"
    Session visitor =
        sessions.create(NewSession.anonymous().with(Cart.KEY, Cart.EMPTY.plus("tea")));
    Session ada = sessions.login(visitor, "ada"); // new token, old one dead, cart kept
    String setCookie = cookie.write(ada.token()); // __Host-id=…; Path=/; Secure; HttpOnly; …
    // @end
    String cookieHeader = setCookie.substring(0, setCookie.indexOf(';'));
    // @start region="next-request"
    Optional<Session> session = cookie.read(cookieHeader).flatMap(sessions::find); // 1 round trip
    // @end

    assertThat(session.orElseThrow().get(Cart.KEY).items()).containsExactly("tea");
    assertThat(session.get().subject()).hasValue("ada");
  }

  @Test
  void forgottenSave_aValueThatWasRead_isNotTheStoredOne() {
    SessionKey<List<String>> names = SessionKey.listOf("names", String.class);
    Session session = sessions.create(NewSession.anonymous().with(names, List.of("ada")));
    // @start region="forgotten-save"
    session.get(names).add("mallory"); // a copy of your own: neither the session nor Redis sees it
    assertThat(session.get(names)).containsExactly("ada");
    // @end

    assertThat(sessions.find(session.token()).orElseThrow().get(names)).containsExactly("ada");
  }

  @Test
  void twoTabs_twoAttributes_bothSurvive() {
    SessionKey<String> language = SessionKey.of("language", String.class);
    SessionKey<String> theme = SessionKey.of("theme", String.class);
    SessionToken token = sessions.create(NewSession.anonymous()).token();
    // @start region="two-tabs"
    Session left = sessions.find(token).orElseThrow();
    Session right = sessions.find(token).orElseThrow();
    sessions.save(left.with(language, "en"));
    sessions.save(right.with(theme, "dark")); // sends only the theme
    assertThat(sessions.find(token).orElseThrow().get(language)).isEqualTo("en");
    // @end

    assertThat(sessions.find(token).orElseThrow().get(theme)).isEqualTo("dark");
  }

  @Test
  void logout_aSlowerRequest_doesNotUndoIt() {
    SessionToken token = sessions.create(NewSession.forSubject("ada")).token();
    // @start region="logout"
    Session slow = sessions.find(token).orElseThrow();
    sessions.delete(token); // meanwhile, another request logs out
    Optional<Session> saved = sessions.save(slow.with(Cart.KEY, Cart.EMPTY));
    assertThat(saved).isEmpty(); // gone, and it stays gone
    // @end

    assertThat(sessions.find(token)).isEmpty();
  }

  @Test
  void update_aConcurrentChange_isNotLost() {
    SessionToken token = sessions.create(NewSession.anonymous()).token();
    // @start region="update"
    Optional<Session> updated = sessions.update(
        token, s -> s.with(Cart.KEY, s.find(Cart.KEY).orElse(Cart.EMPTY).plus("cake")));
    // @end

    assertThat(updated.orElseThrow().get(Cart.KEY).items()).containsExactly("cake");
  }
}
