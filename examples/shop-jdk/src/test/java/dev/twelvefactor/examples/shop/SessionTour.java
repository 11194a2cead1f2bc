// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.examples.shop.Customer.Answer;
import dev.twelvefactor.testkit.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Factor VI: a session crosses instances, survives crashes, and dies when it is told to. */
record SessionTour(Narrator narrator, Shops shops, RedisProcess redis) {

  private static final String TWO_TEAS = "{\"sku\":\"tea\",\"quantity\":2}";
  private static final String ONE_CAKE = "{\"sku\":\"cake\",\"quantity\":1}";
  private static final int CAKES = 20;

  void run(ShopProcess shopA, URI b) throws Exception {
    URI a = shopA.address();
    Customer ada = new Customer();
    Customer thief = login(ada, a);
    crossOver(ada, thief, b);
    shopA.kill();
    goOn(ada, b);
    manyTabs(ada, b);
    outage(ada, b);
    logout(ada, b);
  }

  /** Logs a visitor in, and answers somebody who had seen the visitor's cookie. */
  private Customer login(Customer ada, URI a) {
    narrator.chapter("A visitor fills a cart at shop A, then logs in");
    Answer cart = ada.post(a, "/cart/items", TWO_TEAS);
    narrator.holds(cart.quantity("tea") == 2, "POST /cart/items  %d %s", cart.status(), cart.body());
    Customer thief = new Customer(ada.cookie());
    Answer login = ada.post(a, "/login", "{\"user\":\"ada\"}");
    narrator.holds(
        login.status() == 204 && !ada.cookie().equals(thief.cookie()),
        "POST /login       204, and the cookie is a new one");
    return thief;
  }

  private void crossOver(Customer ada, Customer thief, URI b) {
    narrator.chapter("The next request goes to shop B");
    Answer me = ada.get(b, "/me");
    narrator.holds(me.body().equals("{\"user\":\"ada\"}"), "GET /me   200 %s", me.body());
    Answer cart = ada.get(b, "/cart");
    narrator.holds(cart.quantity("tea") == 2, "GET /cart 200 %s", cart.body());
    Answer stolen = thief.get(b, "/me");
    narrator.holds(stolen.status() == 401, "GET /me   401 with the cookie from before the login");
  }

  private void goOn(Customer ada, URI b) {
    narrator.chapter("Shop A is killed with SIGKILL; shop B goes on");
    Answer cart = ada.post(b, "/cart/items", ONE_CAKE);
    narrator.holds(
        cart.quantity("tea") == 2 && cart.quantity("cake") == 1,
        "POST /cart/items  %d %s",
        cart.status(),
        cart.body());
  }

  private void manyTabs(Customer ada, URI b) throws Exception {
    narrator.chapter(CAKES + " tabs add a cake at the same time");
    ExecutorService tabs = Executors.newFixedThreadPool(CAKES);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < CAKES; i++) {
      answers.add(tabs.submit(() -> ada.post(b, "/cart/items", ONE_CAKE)));
    }
    for (Future<Answer> answer : answers) {
      answer.get();
    }
    tabs.shutdown();
    int cakes = ada.get(b, "/cart").quantity("cake");
    narrator.holds(cakes == 1 + CAKES, "%d cakes in the cart, none lost", cakes);
  }

  private void outage(Customer ada, URI b) {
    narrator.chapter("Redis freezes with SIGSTOP");
    redis.freeze();
    Answer cart = ada.get(b, "/cart");
    narrator.holds(
        cart.status() == 503 && cart.setCookie().isEmpty(),
        "GET /cart  503 after %d ms, and the cookie is left alone",
        cart.time().toMillis());
    narrator.holds(ada.get(b, "/ready").status() == 503, "GET /ready 503, so traffic moves away");
    narrator.holds(ada.get(b, "/live").status() == 200, "GET /live  200, so nobody restarts it");
    redis.thaw();
    Duration recovery = awaitReady(ada, b);
    Answer me = ada.get(b, "/me");
    narrator.holds(
        me.status() == 200, "GET /me    200 %d ms after Redis went on", recovery.toMillis());
  }

  private static Duration awaitReady(Customer ada, URI b) {
    long start = System.nanoTime();
    Duration waited = Duration.ZERO;
    while (waited.toSeconds() < 5 && ada.get(b, "/ready").status() != 200) {
      waited = Duration.ofNanos(System.nanoTime() - start);
    }
    return waited;
  }

  private void logout(Customer ada, URI b) {
    narrator.chapter("Ada logs out at shop B, and shop A comes back");
    Customer thief = new Customer(ada.cookie());
    Answer logout = ada.post(b, "/logout", "");
    narrator.holds(
        logout.status() == 204 && ada.cookie().isEmpty(), "POST /logout 204, cookie cleared");
    try (ShopProcess again = shops.start()) {
      Answer me = thief.get(again.address(), "/me");
      narrator.holds(me.status() == 401, "GET /me      401 with the old cookie at the new shop A");
      Answer cart = thief.get(again.address(), "/cart");
      narrator.holds(cart.body().equals("{\"items\":[]}"), "GET /cart    200 %s", cart.body());
    }
  }
}
