// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** A process of its own: stops at points, outlives its lease, or takes part in a storm. */
final class Worker {

  private final String redisUrl;
  private final String ledgerUrl;

  private Worker(String redisUrl, String ledgerUrl) {
    this.redisUrl = redisUrl;
    this.ledgerUrl = ledgerUrl;
  }

  public static void main(String[] arguments) throws Exception {
    Worker worker = new Worker(arguments[1], arguments[2]);
    switch (arguments[0]) {
      case "stop" -> worker.stop(List.of(arguments).subList(3, arguments.length));
      case "outlive" -> worker.outlive();
      default -> worker.storm(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
    }
  }

  /** One run for each {@code onCrash:point}, each of which goes to its point and stays there. */
  private void stop(List<String> runs) {
    for (String run : runs) {
      String[] parts = run.split(":", 2);
      Point last = Point.valueOf(parts[1]);
      Stops stops = point -> {
        if (point == last) {
          System.out.println("AT " + run);
          forever();
        }
      };
      // An executor each, for they share no state but the server.
      Shop shop = new Shop(redisUrl, ledgerUrl, Shop.LEASE, stops);
      new Thread(() -> shop.order(OnCrash.valueOf(parts[0]), run)).start();
    }
  }

  private static void forever() {
    while (true) {
      LockSupport.park();
    }
  }

  /** Begins two runs, is frozen until others have taken over, and then ends them. */
  private void outlive() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Shop shop = new Shop(redisUrl, ledgerUrl, Shop.LEASE, Stops.NONE)) {
      Outcome<String> late = shop.order("late-success", run -> {
        run.intent();
        System.out.println("AT late-success");
        awaitLine(in);
        System.out.println("CHECK " + isOwned(run::checkOwned));
        return "late";
      });
      System.out.println("SUCCESS " + late.orThrow());
      try {
        shop.order("late-failure", run -> {
          run.intent();
          System.out.println("AT late-failure");
          awaitLine(in);
          throw new IllegalArgumentException("late");
        });
      } catch (IllegalArgumentException e) {
        System.out.println("FAILURE " + e.getMessage());
      }
      awaitLine(in);
    }
  }

  private static boolean isOwned(Runnable check) {
    try {
      check.run();
      return true;
    } catch (IdempotencyException e) {
      return false;
    }
  }

  private static void awaitLine(BufferedReader in) {
    try {
      in.readLine();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Many threads call two operations under the same keys, each until it has the result. */
  private void storm(int threads, int keys) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(threads);
    try (Shop shop = new Shop(redisUrl, ledgerUrl, Shop.LONG_LEASE, Stops.NONE)) {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Random random = new Random(i);
        all.add(() -> {
          start.countDown();
          start.await();
          return orders(shop, keys, random);
        });
      }
      int wrong = 0;
      for (Future<Integer> future : executor.invokeAll(all)) {
        wrong += future.get();
      }
      System.out.println("WRONG " + wrong);
    } finally {
      executor.shutdownNow();
    }
  }

  private static int orders(Shop shop, int keys, Random random) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      names.add("charge-" + i);
      names.add("refund-" + i);
    }
    Collections.shuffle(names, random);
    int wrong = 0;
    for (String name : names) {
      String operation = name.substring(0, name.indexOf('-'));
      String key = name.substring(name.indexOf('-') + 1);
      Outcome<String> outcome = shop.execute(operation, key);
      while (outcome instanceof Outcome.InProgress) {
        LockSupport.parkNanos(1_000_000);
        outcome = shop.execute(operation, key);
      }
      if (!outcome.orThrow().equals("result of " + name)) {
        wrong++;
      }
    }
    return wrong;
  }
}
