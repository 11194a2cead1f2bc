// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** The code of the documentation, which the tests run. */
final class LifecycleSnippets {

  private LifecycleSnippets() {}

  static ShutdownCoordinator coordinator(Map<String, String> env, AutoCloseable sessions) {
    // @start region="coordinator"
    ShutdownCoordinator shutdown = ShutdownCoordinator.fromEnvironment(env).install();
    shutdown.onShutdown(Phase.CLOSE, "sessions", sessions);
    // start the server here
    shutdown.started(); // readiness turns on
    // @end
    return shutdown;
  }

  static void handle(ShutdownCoordinator shutdown, HttpExchange http) throws IOException {
    // @start region="permit"
    try (Permit permit = shutdown.begin(WorkKind.HTTP, "GET /orders")) {
      if (permit.refused()) {
        send(http, 503, "try again in " + permit.retryAfter().toSeconds() + " s");
        return;
      }
      send(http, 200, "the orders");
    }
    // @end
  }

  /** A server that drops nothing; {@code work} answers requests. */
  static HttpServer server(
      ShutdownCoordinator shutdown, int port, ExecutorService threads, Work work)
      throws IOException {
    // @start region="server"
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/ready", http -> send(http, shutdown.probes().ready()));
    server.createContext("/", http -> {
      try (Permit permit = shutdown.begin(WorkKind.HTTP, http.getRequestMethod())) {
        String body = permit.refused() ? "shutting down" : work.answer(http);
        if (shutdown.draining()) http.getResponseHeaders().set("Connection", "close");
        send(http, permit.refused() ? 503 : 200, body);
      }
    });
    shutdown.onShutdown(Phase.STOP_SERVER, "http", () -> server.stop(0));
    // @end
    server.createContext("/live", http -> send(http, shutdown.probes().live()));
    server.setExecutor(threads);
    return server;
  }

  /** What a request is answered with. */
  interface Work {
    String answer(HttpExchange http) throws IOException;
  }

  static void gate(ShutdownCoordinator shutdown, Iterator<Runnable> events) {
    // @start region="gate"
    Gate gate = shutdown.gate("events");
    while (events.hasNext()) {
      int pass = gate.enter();
      if (pass == Gate.REFUSED) {
        return;
      }
      try {
        events.next().run();
      } finally {
        gate.exit(pass);
      }
    }
    // @end
  }

  static Lazy<StringBuilder> lazy(ShutdownCoordinator shutdown) {
    // @start region="lazy"
    Lazy<StringBuilder> model = shutdown.lazy("model", () -> new StringBuilder("loaded"));
    model.get().append(", used");
    // @end
    return model;
  }

  static void probes(ShutdownCoordinator shutdown, HttpExchange http) throws IOException {
    // @start region="probes"
    Probes.Answer answer = shutdown.probes().ready();
    send(http, answer.status(), answer.body());
    // @end
  }

  static void send(HttpExchange http, Probes.Answer answer) throws IOException {
    send(http, answer.status(), answer.body());
  }

  static void send(HttpExchange http, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
    http.close();
  }
}
