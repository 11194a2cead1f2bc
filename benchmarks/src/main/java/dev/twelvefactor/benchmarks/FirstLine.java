// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.logging.StructuredLogger;
import org.slf4j.LoggerFactory;

/** A process that prints one event, by the way that its argument names. */
public final class FirstLine {

  private static final String LINE =
      "{\"timestamp\":\"2026-01-01T00:00:00.000000Z\",\"level\":\"INFO\","
          + "\"event\":\"order_created\",\"logger\":\"com.example.shop.Orders\",\"thread\":\"main\","
          + "\"order_id\":\"order-48151623\",\"user_id\":\"user-42\",\"total\":99.99,\"items\":3}";

  private FirstLine() {}

  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "bare" -> System.out.println(LINE);
      case "facade" -> Facade.log();
      case "slf4j" -> Slf4j.log();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  // Classes of their own, so that the bare process loads nothing of them.

  private static final class Facade {

    static void log() {
      StructuredLogger.named("com.example.shop.Orders")
          .info(
              "order_created",
              "order_id",
              "order-48151623",
              "user_id",
              "user-42",
              "total",
              99.99,
              "items",
              3);
    }
  }

  private static final class Slf4j {

    static void log() {
      LoggerFactory.getLogger("com.example.shop.Orders")
          .atInfo()
          .addKeyValue("order_id", "order-48151623")
          .addKeyValue("user_id", "user-42")
          .addKeyValue("total", 99.99)
          .addKeyValue("items", 3)
          .log("order_created");
    }
  }
}
