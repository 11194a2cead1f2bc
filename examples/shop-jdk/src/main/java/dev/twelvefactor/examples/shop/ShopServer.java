// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.twelvefactor.lifecycle.Permit;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.lifecycle.WorkKind;
import dev.twelvefactor.session.SessionStoreException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the shop over HTTP, and turns every failure into an answer. */
final class ShopServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ShopServer.class);
  private static final int THREADS = 64;

  private final HttpServer http;
  private final ExecutorService threads;
  private final Routes routes;
  private final Health health;
  private final ShutdownCoordinator shutdown;

  private ShopServer(HttpServer http, Visits visits, ShutdownCoordinator shutdown) {
    this.http = http;
    this.routes = new Routes(visits);
    this.health = new Health(visits, shutdown.probes());
    this.shutdown = shutdown;
    this.threads = Executors.newFixedThreadPool(THREADS);
  }

  /** Starts a shop on a port, or on any free one for 0. */
  static ShopServer start(int port, Visits visits, ShutdownCoordinator shutdown)
      throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
    ShopServer server = new ShopServer(http, visits, shutdown);
    http.setExecutor(server.threads);
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
    Exchange exchange = new Exchange(http);
    try (Permit permit = shutdown.begin(WorkKind.HTTP, exchange.method() + " " + exchange.path());
        http) {
      if (shutdown.draining()) {
        exchange.setHeader("Connection", "close");
      }
      try {
        if (permit.refused()) {
          exchange.setHeader("Retry-After", Long.toString(permit.retryAfter().toSeconds()));
          throw Problem.of(503, "this instance is shutting down");
        }
        routes.serve(exchange);
      } catch (Problem problem) {
        exchange.answer(problem);
      } catch (SessionStoreException unreachable) {
        log.warn("sessions are unreachable: {}", unreachable.getMessage());
        // The session may be alive and well, so the client keeps the cookie it has.
        exchange.withdrawCookie();
        exchange.setHeader("Retry-After", "1");
        exchange.answer(Problem.of(503, "sessions are unreachable; try again"));
      } catch (RuntimeException bug) {
        log.error("request failed", bug);
        exchange.answer(Problem.of(500, "unexpected failure"));
      }
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdown();
  }
}
