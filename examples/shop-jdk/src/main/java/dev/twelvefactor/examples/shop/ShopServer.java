// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.lifecycle.Permit;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.lifecycle.WorkKind;
import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.RequestContext;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.storage.ObjectStorageException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Serves the shop over HTTP, and turns every failure into an answer. */
final class ShopServer implements AutoCloseable {

  private static final StructuredLogger log = StructuredLogger.of(ShopServer.class);
  private static final int THREADS = 64;

  /** A server that is this far behind closes the connections of others instead of filling its memory. */
  private static final int MOST_WAITING = 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpServer http;
  private final ThreadPoolExecutor threads;
  private final Routes routes;
  private final Health health;
  private final ShutdownCoordinator shutdown;

  private ShopServer(
      HttpServer http, Routes routes, ShutdownCoordinator shutdown, ThreadPoolExecutor threads) {
    this.http = http;
    this.routes = routes;
    this.health = new Health(routes.visits(), shutdown);
    this.shutdown = shutdown;
    this.threads = threads;
  }

  /** Starts a shop on a port, or on any free one for 0. */
  static ShopServer start(int port, Routes routes, ShutdownCoordinator shutdown)
      throws IOException {
    return start(port, routes, shutdown, threads(THREADS));
  }

  static ThreadPoolExecutor threads(int count) {
    return new ThreadPoolExecutor(
        count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING));
  }

  /** Starts a shop that serves on certain threads, which it ends. */
  static ShopServer start(
      int port, Routes routes, ShutdownCoordinator shutdown, ThreadPoolExecutor threads)
      throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
    ShopServer server = new ShopServer(http, routes, shutdown, threads);
    http.setExecutor(threads);
    http.createContext("/live", server.health::live);
    http.createContext("/ready", server.health::ready);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** The permit is closed after the answer has left, so that a shutdown waits for it. */
  private void handle(HttpExchange http) throws IOException {
    Exchange exchange = new Exchange(http, shutdown::draining);
    RequestContext request = RequestContext.from(exchange::header);
    request.responseHeaders().forEach(exchange::setHeader);
    String route = exchange.method() + " " + exchange.path();
    try (LogContext.Scope scope = request.open();
        Permit permit = shutdown.begin(WorkKind.HTTP, route);
        http) {
      long start = System.nanoTime();
      log.info("request_started", "method", exchange.method(), "path", exchange.path());
      serve(exchange, permit);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      log.info("request_completed", "status", http.getResponseCode(), "duration_ms", millis);
    }
  }

  private void serve(Exchange exchange, Permit permit) throws IOException {
    try {
      if (permit.refused()) {
        exchange.setHeader("Retry-After", Long.toString(permit.retryAfter().toSeconds()));
        throw Problem.of(503, "this instance is shutting down");
      }
      routes.serve(exchange);
    } catch (Problem problem) {
      exchange.answer(problem);
    } catch (SessionStoreException | IdempotencyException | RedisException unreachable) {
      log.warn("redis_unreachable", "reason", unreachable.getMessage());
      // The session may be alive and well, so the client keeps the cookie it has.
      exchange.withdrawCookie();
      exchange.setHeader("Retry-After", "1");
      exchange.answer(Problem.of(503, "Redis is unreachable; try again"));
    } catch (ObjectStorageException refusal) {
      log.warn("storage_refused", "reason", refusal.reason(), "detail", refusal.getMessage());
      exchange.answer(Uploads.problem(refusal));
    } catch (RuntimeException bug) {
      log.error("request_failed", bug);
      exchange.answer(Problem.of(500, "unexpected failure"));
    }
  }

  /**
   * Requests that have come but wait for a thread hold no permit yet, so nobody has waited for them:
   * they are answered first, if only with a refusal.
   */
  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException late) {
      Thread.currentThread().interrupt();
    } finally {
      http.stop(0);
    }
  }
}
