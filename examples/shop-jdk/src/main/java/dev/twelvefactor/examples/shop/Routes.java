// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.Session;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The calls of the shop, one method each. */
record Routes(Visits visits, Orders orders, Devices devices, Uploads uploads) {

  private static final StructuredLogger log = StructuredLogger.of(Routes.class);
  private static final String ITEMS = "/cart/items";
  private static final String SESSIONS = "/sessions";
  private static final String UPLOADS = "/uploads";

  /** A user is a folder in storage too. */
  private static final Pattern USER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,63}");

  void serve(Exchange exchange) throws IOException {
    exchange.requireOwnSite();
    if (Page.serve(exchange, uploads)) {
      return;
    }
    switch (exchange.path()) {
      case "/login" -> login(exchange);
      case "/logout" -> logout(exchange);
      case "/me" -> me(exchange);
      case "/catalogue" -> catalogue(exchange);
      case "/cart" -> cart(exchange);
      case ITEMS -> addItem(exchange);
      case "/orders" -> order(exchange);
      case "/orders/count" -> orderCount(exchange);
      case SESSIONS -> sessions(exchange);
      case UPLOADS -> upload(exchange);
      case UPLOADS + "/tickets" -> uploadTicket(exchange);
      case UPLOADS + "/confirm" -> uploadConfirm(exchange);
      case "/slow" -> slow(exchange);
      default -> serveOne(exchange, exchange.path());
    }
  }

  /** What has the name of one thing in its path. */
  private void serveOne(Exchange exchange, String path) throws IOException {
    if (path.startsWith(ITEMS + "/")) {
      removeItem(exchange, path.substring(ITEMS.length() + 1));
    } else if (path.startsWith(SESSIONS + "/")) {
      exchange.require("DELETE");
      devices.end(exchange, path.substring(SESSIONS.length() + 1));
    } else if (path.startsWith(UPLOADS + "/")) {
      exchange.require("GET");
      uploads.show(exchange, path.substring(1));
    } else {
      throw Problem.of(404, "no such page");
    }
  }

  private void login(Exchange exchange) throws IOException {
    exchange.require("POST");
    JsonNode body = exchange.body();
    // The whole request, as it is: what must not be seen is masked.
    log.info("login_attempted", "request", Exchange.fields(body));
    String user = Exchange.text(body, "user");
    if (!USER.matcher(user).matches()) {
      throw Problem.of(
          422, "user", "no such user (expected: 1 to 64 letters, digits and . _ @ - in between)");
    }
    visits.login(exchange, user);
    log.info("login_succeeded", "user", user);
    exchange.answerNothing();
  }

  private void logout(Exchange exchange) throws IOException {
    exchange.require("POST");
    visits.logout(exchange);
    log.info("logout_succeeded");
    exchange.answerNothing();
  }

  private void me(Exchange exchange) throws IOException {
    exchange.require("GET");
    String user =
        visits
            .find(exchange)
            .flatMap(Session::subject)
            .orElseThrow(() -> Problem.of(401, "nobody is logged in"));
    exchange.answer(200, Map.of("user", user));
  }

  private void catalogue(Exchange exchange) throws IOException {
    exchange.require("GET");
    exchange.answer(200, Map.of("prices", Catalogue.prices()));
  }

  private void cart(Exchange exchange) throws IOException {
    exchange.require("GET");
    exchange.answer(200, visits.cart(exchange));
  }

  private void addItem(Exchange exchange) throws IOException {
    exchange.require("POST");
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
    exchange.require("DELETE");
    Cart before = visits.cart(exchange);
    boolean there = before.quantity(sku) > 0;
    Cart cart = there ? visits.changeCart(exchange, known -> known.without(sku)) : before;
    log.info("cart_item_removed", "sku", sku);
    exchange.answer(200, cart);
  }

  private void order(Exchange exchange) throws IOException {
    exchange.require("POST");
    orders.create(exchange);
  }

  private void orderCount(Exchange exchange) throws IOException {
    exchange.require("GET");
    orders.count(exchange);
  }

  private void sessions(Exchange exchange) throws IOException {
    if (exchange.method().equals("DELETE")) {
      devices.endAll(exchange);
    } else {
      exchange.require("GET");
      devices.list(exchange);
    }
  }

  private void upload(Exchange exchange) throws IOException {
    exchange.require("POST");
    uploads.put(exchange);
  }

  private void uploadTicket(Exchange exchange) throws IOException {
    exchange.require("POST");
    uploads.ticket(exchange);
  }

  private void uploadConfirm(Exchange exchange) throws IOException {
    exchange.require("POST");
    uploads.confirm(exchange);
  }

  /** Takes its time, so that there is something to wait for when the shop shuts down. */
  private void slow(Exchange exchange) throws IOException {
    exchange.require("GET");
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
}
