// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service that takes 20 ms for each request, with and without a coordinator. */
final class LoadedService {

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private LoadedService() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv("PORT"));
    ExecutorService threads = Executors.newFixedThreadPool(32);
    switch (arguments[0]) {
      case "signal" -> coordinated(port, threads, false);
      case "hook" -> coordinated(port, threads, true);
      default -> naive(port, threads);
    }
  }

  /** Drains; in a JVM hook alone, where signals are not handled. */
  private static void coordinated(int port, ExecutorService threads, boolean hookOnly)
      throws IOException {
    ShutdownCoordinatorBuilder builder = ShutdownCoordinator.builder().environment(System.getenv());
    if (hookOnly) {
      builder.jvm(new WithoutSignals());
    }
    ShutdownCoordinator shutdown = builder.build().install();
    LifecycleSnippets.server(shutdown, port, threads, LoadedService::work).start();
    shutdown.started();
  }

  /** What many services do: stop the server in a hook. */
  private static void naive(int port, ExecutorService threads) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/ready", http -> LifecycleSnippets.send(http, 200, "ready"));
    server.createContext("/", http -> LifecycleSnippets.send(http, 200, work(http)));
    server.setExecutor(threads);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(0), "stop"));
    server.start();
  }

  private static String work(HttpExchange http) throws IOException {
    long unused = http.getRequestBody().readAllBytes().length;
    try {
      boolean never = NEVER.await(20, TimeUnit.MILLISECONDS);
      return never ? "never" : "done";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
