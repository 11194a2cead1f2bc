// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import dev.twelvefactor.lifecycle.Lazy;
import dev.twelvefactor.lifecycle.Phase;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.redis.RedisSessionStore;
import dev.twelvefactor.storage.s3.S3ObjectStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts the shop, with everything it needs from the environment. */
public final class Main {

  private static final StructuredLogger log = StructuredLogger.of(Main.class);

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // Without this, answers on kept-alive connections wait up to 40 ms for the client's next packet.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    limitSlowClients();
    try {
      start(System.getenv());
    } catch (IllegalArgumentException e) {
      log.critical("shop_misconfigured", "reason", e.getMessage());
      System.exit(78); // EX_CONFIG of sysexits.h
    }
  }

  /**
   * Each request holds a thread until all of it has come, and until its answer is out. So both take a
   * limited time, in seconds: a client that sends or reads too slowly is cut off, and what waits
   * behind it, probes included, goes on. {@code -D} on the command line says otherwise.
   */
  private static void limitSlowClients() {
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "20");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "120");
  }

  private static void start(Map<String, String> environment) throws IOException {
    int port = Port.fromEnvironment(environment);
    Duration paymentTime = paymentTime(environment);
    SessionCookie cookie = SessionCookie.fromEnvironment(environment);
    SessionStore sessions = RedisSessionStore.fromEnvironment(environment);
    IdempotentExecutor once =
        IdempotentExecutor.create(RedisIdempotencyStore.fromEnvironment(named(environment)));
    Optional<S3ObjectStorage> files = files(environment);
    // What is cancelled gets an interrupt: each thread here serves one request at a time.
    ShutdownCoordinator shutdown =
        ShutdownCoordinator.builder().environment(environment).interruptOnCancel().build().install();
    shutdown.onShutdown(Phase.CLOSE, "sessions", sessions);
    shutdown.onShutdown(Phase.CLOSE, "idempotency", once);
    files.ifPresent(storage -> shutdown.onShutdown(Phase.CLOSE, "files", storage));
    shutdown.onShutdown(Phase.LOGGING, "log", StructuredLogger::flush);
    Lazy<OrderStore> store = shutdown.lazy("orders", () -> OrderStore.connect(environment));
    Visits visits = new Visits(sessions, cookie);
    Routes routes =
        new Routes(
            visits,
            new Orders(visits, store, paymentTime, once),
            new Devices(visits),
            new Uploads(visits, files));
    ShopServer server = ShopServer.start(port, routes, shutdown);
    shutdown.onShutdown(Phase.STOP_SERVER, "http", server);
    shutdown.started();
    log.info("shop_listening", "address", "http://127.0.0.1:" + server.port());
  }

  /** Where the uploads are; a shop without a bucket takes none. */
  private static Optional<S3ObjectStorage> files(Map<String, String> environment) {
    return environment.getOrDefault("S3_BUCKET", "").isBlank()
        ? Optional.empty()
        : Optional.of(S3ObjectStorage.fromEnvironment(environment));
  }

  /** The environment, in which this service has a name of its own unless it is given one. */
  private static Map<String, String> named(Map<String, String> environment) {
    Map<String, String> named = new HashMap<>(environment);
    named.putIfAbsent("IDEMPOTENCY_NAMESPACE", "shop");
    return named;
  }

  /** How long a payment is pretended to take: {@code PAYMENT_MILLIS}, 0 unless set. */
  private static Duration paymentTime(Map<String, String> environment) {
    String value = environment.getOrDefault("PAYMENT_MILLIS", "0");
    if (!value.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("PAYMENT_MILLIS: \"" + value + "\" (expected: 0 to 99999)");
    }
    return Duration.ofMillis(Long.parseLong(value));
  }
}
