// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.lifecycle.Phase;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.redis.RedisSessionStore;
import java.io.IOException;
import java.util.Map;

/** Starts the shop, with everything it needs from the environment. */
public final class Main {

  private static final StructuredLogger log = StructuredLogger.of(Main.class);

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    // Without this, answers on kept-alive connections wait up to 40 ms for the client's next packet.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      start(System.getenv());
    } catch (IllegalArgumentException e) {
      log.critical("shop_misconfigured", "reason", e.getMessage());
      System.exit(78); // EX_CONFIG of sysexits.h
    }
  }

  private static void start(Map<String, String> environment) throws IOException {
    int port = Port.fromEnvironment(environment);
    SessionCookie cookie = SessionCookie.fromEnvironment(environment);
    SessionStore sessions = RedisSessionStore.fromEnvironment(environment);
    ShutdownCoordinator shutdown = ShutdownCoordinator.fromEnvironment(environment).install();
    shutdown.onShutdown(Phase.CLOSE, "sessions", sessions);
    ShopServer server = ShopServer.start(port, new Visits(sessions, cookie), shutdown);
    shutdown.onShutdown(Phase.STOP_SERVER, "http", server);
    shutdown.onShutdown(Phase.LOGGING, "log", StructuredLogger::flush);
    shutdown.started();
    log.info("shop_listening", "address", "http://127.0.0.1:" + server.port());
  }
}
