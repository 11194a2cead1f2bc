// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import com.sun.management.ThreadMXBean;
import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on standard error how many bytes of the heap an event of each kind takes once the JVM has
 * compiled it, which is the least of some rounds.
 */
final class AllocationProgram {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int EVENTS = 20_000;
  private static final int ROUNDS = 10;
  private static final int FRAMES = 20;
  private static final StructuredLogger LOG = StructuredLogger.of(AllocationProgram.class);
  private static final Logger SLF4J = LoggerFactory.getLogger(AllocationProgram.class);

  private AllocationProgram() {}

  public static void main(String[] arguments) {
    report(
        "pairs",
        () -> LOG.info(
            "order_created",
            "order_id",
            "ORD-123",
            "user_id",
            "USR-456",
            "total",
            99.99,
            "items",
            3));
    LogContext.of("request_id", "r1")
        .with("tenant", "acme")
        .with("user", 7)
        .run(() -> report("context", () -> LOG.info("order_created", "order_id", "ORD-123")));
    report("disabled", () -> LOG.debug("cache_lookup", "key", "user:123"));
    report(
        "disabled_builder",
        () -> LOG.atDebug("cache_lookup").with("key", "user:123").log());
    report("slf4j", () -> SLF4J.info("order {} of {}", "ORD-123", "USR-456"));
    report(
        "slf4j_fluent",
        () -> SLF4J
            .atInfo()
            .addKeyValue("order_id", "ORD-123")
            .addKeyValue("user_id", "USR-456")
            .addKeyValue("total", 99.99)
            .addKeyValue("items", 3)
            .log("order_created"));
    Exception cause = new IOException("reset");
    cause.setStackTrace(frames("gateway"));
    Exception failure = new IllegalStateException("payment failed", cause);
    failure.setStackTrace(frames("orders"));
    report("exception", () -> LOG.error("payment_failed", failure));
  }

  private static StackTraceElement[] frames(String part) {
    return IntStream.range(0, FRAMES)
        .mapToObj(i -> new StackTraceElement("com.example." + part + i, "call", part + ".java", i))
        .toArray(StackTraceElement[]::new);
  }

  private static void report(String name, Runnable event) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      repeat(event);
      long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      least = Math.min(least, (after - before) / EVENTS);
    }
    System.err.println(name + "=" + least);
  }

  private static void repeat(Runnable event) {
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
  }
}
