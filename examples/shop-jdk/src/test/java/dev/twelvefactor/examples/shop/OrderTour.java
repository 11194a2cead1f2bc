// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.examples.shop.Customer.Answer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Factor IX: an order is safe to send again, whatever happened to the first try. */
record OrderTour(Narrator narrator, Shops shops) {

  private static final int TRIES = 20;
  private static final String KEY = "\"4f1c2c3e-order-of-ada\"";
  private static final String BODY = "{\"address\":\"12 Analytical Lane\"}";
  private static final String PAYING = "payment_started";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  void run() throws Exception {
    narrator.chapter("The same order, %d times at once, at two instances".formatted(TRIES));
    try (ShopProcess c = shops.start("PAYMENT_MILLIS", "1500");
        ShopProcess d = shops.start("PAYMENT_MILLIS", "1500")) {
      Customer ada = new Customer();
      ada.post(c.address(), "/login", "{\"user\":\"ada\"}");
      ada.post(c.address(), "/cart/items", "{\"sku\":\"tea\",\"quantity\":2}");
      ExecutorService clicks = Executors.newFixedThreadPool(TRIES);
      List<Future<Optional<Answer>>> tries = new ArrayList<>();
      for (int i = 0; i < TRIES; i++) {
        URI shop = (i % 2 == 0 ? c : d).address();
        tries.add(clicks.submit(() -> attempt(ada, shop)));
      }
      ShopProcess paying = awaitPaying(c, d);
      paying.kill();
      narrator.says("the one that was paying, process %d, is killed half-way", paying.pid());
      URI survivor = (paying == c ? d : c).address();
      Answer order = retry(ada, survivor);
      clicks.shutdown();
      check(ada, survivor, order, answers(tries));
    }
  }

  /** One click; empty if the shop died under it. */
  private static Optional<Answer> attempt(Customer ada, URI shop) {
    try {
      return Optional.of(ada.order(KEY, shop, BODY));
    } catch (UncheckedIOException died) {
      return Optional.empty();
    }
  }

  private static ShopProcess awaitPaying(ShopProcess c, ShopProcess d) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() - end < 0) {
      for (ShopProcess shop : List.of(c, d)) {
        if (shop.lines().stream().anyMatch(line -> line.contains(PAYING))) {
          return shop;
        }
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("nobody pays");
  }

  /** What a good client does: the same request again until it is answered. */
  private static Answer retry(Customer ada, URI shop) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    Answer answer = ada.order(KEY, shop, BODY);
    while (asksToRetry(answer) && System.nanoTime() - end < 0) {
      answer = ada.order(KEY, shop, BODY);
    }
    return answer;
  }

  /** Somebody is at it, or a slow machine has had no answer from Redis in time. */
  private static boolean asksToRetry(Answer answer) {
    return answer.status() == 409 || answer.status() == 503;
  }

  private static List<Answer> answers(List<Future<Optional<Answer>>> tries) throws Exception {
    List<Answer> answers = new ArrayList<>();
    for (Future<Optional<Answer>> one : tries) {
      one.get().ifPresent(answers::add);
    }
    return answers;
  }

  private void check(Customer ada, URI shop, Answer order, List<Answer> answers) {
    long refused = answers.stream().filter(OrderTour::asksToRetry).count();
    long same = answers.stream().filter(answer -> answer.body().equals(order.body())).count();
    narrator.says(
        "of %d: %d died with their shop, %d were told to wait, %d got the order",
        TRIES, TRIES - answers.size(), refused, same);
    narrator.holds(
        order.status() == 201 && refused + same == answers.size(),
        "POST /orders       %d %s",
        order.status(),
        order.body());
    Answer again = ada.order(KEY, shop, BODY);
    narrator.holds(
        again.body().equals(order.body()) && again.replayed(),
        "POST /orders       201 once more, the same bytes, Idempotent-Replayed: true");
    narrator.holds(
        ada.order(KEY, shop, "{}").status() == 422, "POST /orders       422 for another body");
    narrator.holds(
        ada.post(shop, "/orders", BODY).status() == 400, "POST /orders       400 without a key");
    Answer count = ada.get(shop, "/orders/count");
    narrator.holds(count.body().equals("{\"count\":1}"), "GET /orders/count  200 %s", count.body());
    narrator.holds(
        ada.get(shop, "/cart").body().equals("{\"items\":[]}"), "GET /cart          200, and empty");
  }
}
