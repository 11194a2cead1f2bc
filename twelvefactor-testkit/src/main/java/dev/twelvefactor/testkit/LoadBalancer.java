// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks a service for its readiness, again and again, and routes to it until it is not ready. Before
 * the signal the service must say so itself: a probe that fails on a busy machine ends no load.
 */
final class LoadBalancer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int READY = 200;
  private static final int NOT_READY = 503;
  private static final int NO_ANSWER = -1;

  private final int port;
  private final String path;
  private final Duration interval;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch away = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean signalled;

  private LoadBalancer(int port, String path, Duration interval) {
    this.port = port;
    this.path = path;
    this.interval = interval;
  }

  static LoadBalancer start(int port, String path, Duration interval) {
    LoadBalancer balancer = new LoadBalancer(port, path, interval);
    Thread thread = new Thread(balancer::poll, "twelvefactor-testkit-balancer");
    thread.setDaemon(true);
    thread.start();
    return balancer;
  }

  private void poll() {
    try {
      while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS) && away.getCount() > 0) {
        int status = probe();
        if (status == READY) {
          ready.countDown();
        } else if (ready.getCount() == 0 && (signalled || status == NOT_READY)) {
          away.countDown();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int probe() {
    try (RawHttp http = RawHttp.connect(port, PATIENCE)) {
      return http.exchange("GET", path, "").status();
    } catch (IOException | RuntimeException e) {
      return NO_ANSWER;
    }
  }

  /** The service is about to get its signal: from now on every answer but ready takes it away. */
  void signalled() {
    signalled = true;
  }

  /** Whether requests are sent to the service. */
  boolean routes() {
    return ready.getCount() == 0 && away.getCount() > 0;
  }

  boolean awaitReady(Duration patience) throws InterruptedException {
    return ready.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean awaitAway(Duration patience) throws InterruptedException {
    return away.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
