// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import com.sun.management.ThreadMXBean;
import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on standard error how many bytes of the heap an event of each kind takes. */
final class AllocationProgram {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int EVENTS = 20_000;
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
  }

  private static void report(String name, Runnable event) {
    repeat(event);
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    repeat(event);
    long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    System.err.println(name + "=" + (after - before) / EVENTS);
  }

  private static void repeat(Runnable event) {
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
  }
}
