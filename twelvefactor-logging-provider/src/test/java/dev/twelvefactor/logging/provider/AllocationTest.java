// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many bytes of the heap an event takes; orders of magnitude, as boxes are the caller's. */
class AllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int EVENTS = 3000;

  private final StructuredLogger log = StructuredLogger.of(AllocationTest.class);
  private final Logger slf4j = LoggerFactory.getLogger(AllocationTest.class);

  private static long bytesPerEvent(Runnable event) {
    repeat(event);
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    repeat(event);
    return (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / EVENTS;
  }

  private static void repeat(Runnable event) {
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
  }

  @Test
  void event_withFourPairs_takesHardlyMoreThanItsBox() {
    long bytes = bytesPerEvent(() -> log.info(
        "order_created", "order_id", "ORD-123", "user_id", "USR-456", "total", 99.99, "items", 3));

    assertThat(bytes).isLessThanOrEqualTo(64);
  }

  @Test
  void event_inAContext_takesNoMore() {
    LogContext context =
        LogContext.of("request_id", "r1").with("tenant", "acme").with("user", 7);

    context.run(
        () -> assertThat(bytesPerEvent(() -> log.info("order_created", "order_id", "ORD-123")))
            .isLessThanOrEqualTo(64));
  }

  @Test
  void event_ofADisabledLevel_takesNothing() {
    assertThat(bytesPerEvent(() -> log.debug("cache_lookup", "key", "user:123")))
        .isLessThanOrEqualTo(1);
    assertThat(bytesPerEvent(
            () -> log.atDebug("cache_lookup").with("key", "user:123").log()))
        .isLessThanOrEqualTo(1);
  }

  @Test
  void line_ofSlf4jWithArguments_takesHardlyMoreThanTheirArray() {
    assertThat(bytesPerEvent(() -> slf4j.info("order {} of {}", "ORD-123", "USR-456")))
        .isLessThanOrEqualTo(96);
  }
}
