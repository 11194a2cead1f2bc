// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.SubjectSessions;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Finds the session behind a request, and sends its cookie when it changes. */
record Visits(SessionStore sessions, SessionCookie cookie) {

  /** Any well-formed token: it only has to make the store ask its server. */
  private static final SessionToken NOBODY = SessionToken.parse("A".repeat(43)).orElseThrow();

  /** Whether the server of the sessions answers. */
  boolean reachable() {
    try {
      sessions.find(NOBODY);
      return true;
    } catch (SessionStoreException unreachable) {
      return false;
    }
  }

  /** The session of the request; a visitor who has done nothing yet has none. */
  Optional<Session> find(Exchange exchange) {
    Optional<SessionToken> sent = cookie.read(exchange.header("Cookie"));
    Optional<Session> found = sent.flatMap(sessions::find);
    if (found.isPresent() && found.get().renewalDue()) {
      found = sessions.renew(found.get());
    }
    found.filter(session -> !session.token().equals(sent.get())).ifPresent(s -> send(exchange, s));
    return found;
  }

  /** Logs a user in: the visitor's cart comes along, the visitor's token dies. */
  void login(Exchange exchange, String user) {
    Optional<Session> visitor = find(exchange);
    String device = Devices.name(exchange);
    Session session =
        visitor
            .map(known -> sessions.login(known.with(Devices.NAME, device), user))
            .orElseGet(
                () -> sessions.create(NewSession.forSubject(user).with(Devices.NAME, device)));
    send(exchange, session);
  }

  /** Ends the session everywhere. */
  void logout(Exchange exchange) {
    find(exchange).ifPresent(sessions::delete);
    clear(exchange);
  }

  void clear(Exchange exchange) {
    exchange.setCookie(cookie.clear());
  }

  /** The session of a user who is logged in. */
  Session member(Exchange exchange) {
    return find(exchange)
        .filter(session -> session.subject().isPresent())
        .orElseThrow(() -> Problem.of(401, "nobody is logged in"));
  }

  /** Who is logged in. */
  String user(Exchange exchange) {
    return member(exchange).subject().orElseThrow();
  }

  /** All sessions of the user whom a session belongs to. */
  SubjectSessions of(Session member) {
    return sessions.subject(member.subject().orElseThrow());
  }

  /** The cart of the request, empty for a visitor who has none. */
  Cart cart(Exchange exchange) {
    return find(exchange).flatMap(session -> session.find(Cart.KEY)).orElse(Cart.EMPTY);
  }

  /** Changes the cart so that no concurrent change is lost; begins a session if there is none. */
  Cart changeCart(Exchange exchange, UnaryOperator<Cart> change) {
    return find(exchange)
        .flatMap(session -> sessions.update(session.token(), known -> changed(known, change)))
        .orElseGet(() -> begin(exchange, change.apply(Cart.EMPTY)))
        .get(Cart.KEY);
  }

  /** Empties the cart of a session if these items are what is in it. */
  void emptyCart(Session session, List<Cart.Item> items) {
    sessions.update(
        session.token(),
        known ->
            known.find(Cart.KEY).filter(cart -> cart.items().equals(items)).isPresent()
                ? known.without(Cart.KEY)
                : known);
  }

  private static Session changed(
      Session session, UnaryOperator<Cart> change) {
    return session.with(Cart.KEY, change.apply(session.find(Cart.KEY).orElse(Cart.EMPTY)));
  }

  private Session begin(Exchange exchange, Cart cart) {
    Session session = sessions.create(NewSession.anonymous().with(Cart.KEY, cart));
    send(exchange, session);
    return session;
  }

  private void send(Exchange exchange, Session session) {
    exchange.setCookie(cookie.write(session.token()));
  }
}
