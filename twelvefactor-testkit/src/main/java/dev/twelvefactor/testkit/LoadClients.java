// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Clients that send one request after another, each on its own connection, and count exactly. */
final class LoadClients {

  private final int port;
  private final String path;
  private final Duration patience;
  private final BooleanSupplier routes;
  private final CountDownLatch warm;
  private final List<Thread> threads = new ArrayList<>();
  final AtomicInteger sent = new AtomicInteger();
  final AtomicInteger answered = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final Queue<String> drops = new ConcurrentLinkedQueue<>();

  LoadClients(int port, String path, Duration patience, BooleanSupplier routes, int warmUp) {
    this.port = port;
    this.path = path;
    this.patience = patience;
    this.routes = routes;
    this.warm = new CountDownLatch(warmUp);
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::sendAll, "twelvefactor-testkit-client-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Waits until some requests have been answered. */
  boolean awaitWarm() throws InterruptedException {
    return warm.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  void join() throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
    }
  }

  /** The requests without a whole answer, when the clients have ended; none is missing from the sum. */
  List<String> dropped() {
    List<String> dropped = new ArrayList<>(drops);
    int counted = answered.get() + refused.get() + failed.get() + dropped.size();
    for (int i = counted; i < sent.get(); i++) {
      dropped.add("a request of which nothing became within " + patience);
    }
    return dropped;
  }

  private void sendAll() {
    RawHttp connection = null;
    while (routes.getAsBoolean()) {
      connection = sendOne(connection);
    }
    if (connection != null) {
      connection.close();
    }
  }

  /** Sends a request; the connection for the next, or null for a new one. */
  private @Nullable RawHttp sendOne(@Nullable RawHttp kept) {
    int number = sent.incrementAndGet();
    RawHttp connection = kept;
    try {
      if (connection == null) {
        connection = RawHttp.connect(port, patience);
      }
      RawHttp.Answer answer = connection.exchange("POST", path, "request " + number);
      count(answer.status());
      if (!answer.closes()) {
        return connection;
      }
    } catch (IOException | RuntimeException e) {
      drops.add("request " + number + (kept == null ? " (new connection)" : "") + ": " + e);
    }
    if (connection != null) {
      connection.close();
    }
    return null;
  }

  private void count(int status) {
    if (status == 503) {
      refused.incrementAndGet();
    } else if (status < 400) {
      answered.incrementAndGet();
      warm.countDown();
    } else {
      failed.incrementAndGet();
    }
  }
}
