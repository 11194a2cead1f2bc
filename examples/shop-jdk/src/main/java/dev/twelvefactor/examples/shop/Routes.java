// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.Session;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The calls of the shop, one method each. */
record Routes(Visits visits, Orders orders) {

  private static final StructuredLogger log = StructuredLogger.of(Routes.class);
  private static final String ITEMS = "/cart/items";

  void serve(Exchange exchange) throws IOException {
    switch (exchange.path()) {
      case "/login" -> login(exchange);
      case "/logout" -> logout(exchange);
      case "/me" -> me(exchange);
      case "/cart" -> cart(exchange);
      case ITEMS -> addItem(exchange);
      case "/orders" -> order(exchange);
      case "/orders/count" -> orderCount(exchange);
      case "/slow" -> slow(exchange);
      default -> {
        if (!exchange.path().startsWith(ITEMS + "/")) {
          throw Problem.of(404, "no such page");
        }
        removeItem(exchange, exchange.path().substring(ITEMS.length() + 1));
      }
    }
  }

  private void login(Exchange exchange) throws IOException {
    require("POST", exchange);
    JsonNode body = exchange.body();
    // The whole request, as it is: what must not be seen is masked.
    log.info("login_attempted", "request", Exchange.fields(body));
    String user = Exchange.text(body, "user");
    if (user.length() > 64) {
      throw Problem.of(422, "user", "user is too long (expected: at most 64 characters)");
    }
    visits.login(exchange, user);
    log.info("login_succeeded", "user", user);
    exchange.answerNothing();
  }

  private void logout(Exchange exchange) throws IOException {
    require("POST", exchange);
    visits.logout(exchange);
    log.info("logout_succeeded");
    exchange.answerNothing();
  }

  private void me(Exchange exchange) throws IOException {
    require("GET", exchange);
    String user =
        visits
            .find(exchange)
            .flatMap(Session::subject)
            .orElseThrow(() -> Problem.of(401, "nobody is logged in"));
    exchange.answer(200, Map.of("user", user));
  }

  private void cart(Exchange exchange) throws IOException {
    require("GET", exchange);
    exchange.answer(200, visits.cart(exchange));
  }

  private void addItem(Exchange exchange) throws IOException {
    require("POST", exchange);
    JsonNode body = exchange.body();
    String sku = Exchange.text(body, "sku");
    int quantity = Exchange.integer(body, "quantity");
    Catalogue.check(sku, quantity);
    Cart cart = visits.changeCart(exchange, before -> added(before, sku, quantity));
    log.info("cart_item_added", "sku", sku, "quantity", quantity);
    exchange.answer(200, cart);
  }

  private static Cart added(Cart cart, String sku, int quantity) {
    Cart more = cart.plus(sku, quantity);
    Catalogue.check(sku, more.quantity(sku));
    return more;
  }

  private void removeItem(Exchange exchange, String sku) throws IOException {
    require("DELETE", exchange);
    Cart before = visits.cart(exchange);
    boolean there = before.quantity(sku) > 0;
    Cart cart = there ? visits.changeCart(exchange, known -> known.without(sku)) : before;
    log.info("cart_item_removed", "sku", sku);
    exchange.answer(200, cart);
  }

  private void order(Exchange exchange) throws IOException {
    require("POST", exchange);
    orders.create(exchange);
  }

  private void orderCount(Exchange exchange) throws IOException {
    require("GET", exchange);
    orders.count(exchange);
  }

  /** Takes its time, so that there is something to wait for when the shop shuts down. */
  private void slow(Exchange exchange) throws IOException {
    require("GET", exchange);
    String query = String.valueOf(exchange.query());
    if (!query.matches("ms=[0-9]{1,4}")) {
      throw Problem.of(400, "ms", "ms is missing (expected: ms=0 to ms=9999)");
    }
    int millis = Integer.parseInt(query.substring("ms=".length()));
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(503, "cut short by a shutdown");
    }
    exchange.answer(200, Map.of("waited_ms", millis));
  }

  private static void require(String method, Exchange exchange) {
    if (!exchange.method().equals(method)) {
      exchange.setHeader("Allow", method);
      throw Problem.of(405, exchange.method() + " is not possible here (expected: " + method + ")");
    }
  }
}
