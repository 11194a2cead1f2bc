// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The examples of the documentation, which {@link SessionSnippetsTest} runs. */
final class SessionSnippets {

  private SessionSnippets() {}

  // @start region="keys"
  static final SessionKey<Cart> CART = SessionKey.of("cart", Cart.class);
  static final SessionKey<List<String>> SEEN = SessionKey.listOf("seen", String.class);
  static final SessionKey<String> CODE =
      SessionKey.of("code", String.class).timeToLive(Duration.ofMinutes(5));
  // @end
  static final SessionKey<String> DEVICE = SessionKey.of("device", String.class);

  record Item(String sku, int quantity) {}

  record Cart(List<Item> items) {

    static final Cart EMPTY = new Cart(List.of());

    Cart plus(String sku, int quantity) {
      List<Item> more = new ArrayList<>(items);
      more.add(new Item(sku, quantity));
      return new Cart(more);
    }
  }

  static Session store(SessionStore sessions) {
    // @start region="store"
    Session visitor = sessions.create(NewSession.anonymous());
    Session ada = sessions.login(visitor, "ada"); // a new token; the visitor's is dead

    Optional<Session> found = sessions.find(ada.token());
    sessions.update(
        ada.token(),
        session -> session.with(CART, session.find(CART).orElse(Cart.EMPTY).plus("tea", 2)));

    Optional<Session> saved = sessions.save(found.orElseThrow().with(SEEN, List.of("tea")));
    if (saved.isEmpty()) {
      throw new IllegalStateException("logged out meanwhile; ask to log in again");
    }

    sessions.delete(ada.token()); // and nothing brings it back
    // @end
    return saved.get();
  }

  static Session session(SessionStore sessions, Session session) {
    // @start region="session"
    Cart cart = session.find(CART).orElse(Cart.EMPTY);
    Session changed = session.with(CART, cart.plus("tea", 2)).without(CODE);

    Optional<Session> saved = sessions.save(changed); // empty if the session is gone
    // @end
    return saved.orElseThrow();
  }

  static SessionStore inMemory() {
    // @start region="in-memory"
    SessionStore sessions = InMemorySessionStore.create();
    // @end
    return sessions;
  }

  static String cookie(SessionStore sessions, String cookieHeader) {
    // @start region="cookie"
    SessionCookie cookie = SessionCookie.standard();

    Optional<Session> session = cookie.read(cookieHeader).flatMap(sessions::find);

    String setCookie = session.map(s -> cookie.write(s.token())).orElseGet(cookie::clear);
    // @end
    return setCookie;
  }

  static int subject(SessionStore sessions, Session session, SessionHandle chosen) {
    // @start region="subject"
    SubjectSessions adas = sessions.subject("ada");
    for (SubjectSessions.Entry device : adas.list(DEVICE)) {
      String name = device.find(DEVICE).orElse("unknown device");
      boolean current = device.handle().equals(session.handle());
      System.out.println(name + (current ? " (this one)" : "") + ", " + device.lastUsedAt());
    }
    adas.revoke(chosen); // that device is logged out
    adas.revokeOthers(session); // after a new password, say
    int ended = adas.revokeAll(); // log out everywhere: two round trips
    // @end
    return ended;
  }

  static Optional<Session> bearer(SessionStore sessions, String authorizationHeader) {
    // @start region="bearer"
    SessionBearer bearer = SessionBearer.standard();

    Optional<Session> session = bearer.read(authorizationHeader).flatMap(sessions::find);
    // @end
    return session;
  }
}
