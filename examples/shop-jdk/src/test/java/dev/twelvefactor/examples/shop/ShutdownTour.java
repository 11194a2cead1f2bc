// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.examples.shop.Customer.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Factor IX: a shutdown answers every request that was accepted. */
record ShutdownTour(Narrator narrator, Shops shops) {

  private static final int CUSTOMERS = 12;
  private static final String SLOW = "/slow?ms=1500";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  void run() throws Exception {
    narrator.chapter("SIGTERM while %d customers wait for an answer".formatted(CUSTOMERS));
    ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS);
    try (ShopProcess shop =
        shops.start(Map.of("SHUTDOWN_TIMEOUT", "10s", "SHUTDOWN_LAME_DUCK", "3s"))) {
      URI address = shop.address();
      Customer balancer = new Customer();
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CUSTOMERS; i++) {
        answers.add(customers.submit(() -> new Customer().get(address, SLOW)));
      }
      narrator.holds(balancer.get(address, "/ready").status() == 200, "GET /ready 200 before");
      awaitAllStarted(shop);
      shop.terminate();
      narrator.holds(awaitNotReady(balancer, address), "GET /ready 503 at once, so traffic moves away");
      narrator.holds(balancer.get(address, "/live").status() == 200, "GET /live  200, so nobody kills it");
      Answer late = new Customer().get(address, "/cart");
      narrator.holds(late.status() == 200, "GET /cart  200 for a customer who comes late");
      int answered = 0;
      for (Future<Answer> answer : answers) {
        answered += answer.get().status() == 200 ? 1 : 0;
      }
      narrator.holds(answered == CUSTOMERS, "%d in flight, %d answered, 0 dropped", CUSTOMERS, answered);
      int exitCode = shop.awaitExit();
      shop.lines().stream()
          .filter(line -> line.contains("shutdown_finished"))
          .forEach(line -> narrator.says("%s", line));
      narrator.holds(exitCode == 0, "exit code 0");
    } finally {
      customers.shutdown();
    }
  }

  private static void awaitAllStarted(ShopProcess shop) {
    AtomicInteger started = new AtomicInteger();
    shop.awaitLine(
        line ->
            line.contains("\"request_started\"")
                && line.contains("\"/slow\"")
                && started.incrementAndGet() == CUSTOMERS,
        PATIENCE);
  }

  private static boolean awaitNotReady(Customer balancer, URI shop) {
    long end = System.nanoTime() + 5_000_000_000L;
    while (System.nanoTime() - end < 0) {
      if (balancer.get(shop, "/ready").status() == 503) {
        return true;
      }
    }
    return false;
  }
}
