// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Logs by Spring Boot's logging in one of its structured formats, which is the first argument. */
final class BootProgram {

  private BootProgram() {}

  public static void main(String[] arguments) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource(
            "test",
            Map.of(
                "logging.structured.format.console",
                arguments[0],
                "spring.application.name",
                "shop")));
    LoggingSystem system = LoggingSystem.get(BootProgram.class.getClassLoader());
    system.beforeInitialize();
    new LoggingSystemProperties(environment).apply();
    system.initialize(new LoggingInitializationContext(environment), null, null);

    StructuredLogger log = StructuredLogger.of(BootProgram.class);
    MDC.put("tenant", "acme");
    try (LogContext.Scope scope = LogContext.open("request_id", "r1", "retries", 3)) {
      log.info("plain", "order_id", "ORD-1", "total", 99.99);
      log.info(
          "reserved", "message", "m", "level", "l", "@timestamp", "t", "service", "s", "log", "x");
      log.info("prefixes", "a", 1, "a.b", 2, "process.pid", 3, "error.type", "e");
      log.info("overriding", "request_id", "mine", "tenant", "other", "k", 1, "k", 2);
      log.bind("request_id", "bound").info("bound");
      log.error(
          "failed", new IllegalStateException("password=hunter2"), "api_key", "sk_live_abc123");
      log.info("nan", "v", Double.NaN, "emoji", "\ud83d\ude00", "list", java.util.List.of(1, "a"));
      log.info("last");
    }
  }
}
