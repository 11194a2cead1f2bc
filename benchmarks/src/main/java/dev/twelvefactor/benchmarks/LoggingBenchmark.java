// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One event through SLF4J to standard output; the fork's options say by which stack. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LoggingBenchmark {

  /** For the results alone. */
  @Param("?")
  public String stack;

  /** For the results alone. */
  @Param("?")
  public String stdout;

  private final String orderId = "order-48151623";
  private final String userId = "user-42";
  private final Exception failure = Failures.payment();
  private Logger log;

  @Setup
  public void open() {
    RealStdout.restore();
    log = LoggerFactory.getLogger("com.example.shop.Orders");
    if (!log.isInfoEnabled() || log.isDebugEnabled()) {
      throw new IllegalStateException(log.getClass() + ": level (expected: INFO)");
    }
  }

  /** Three fields that come from the request. */
  @State(Scope.Thread)
  public static class Request {

    @Setup
    public void open() {
      MDC.put("request_id", "7f9c24e8-3b12-4a5f-9d6e-1c2b3a4d5e6f");
      MDC.put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
      MDC.put("tenant", "acme");
    }

    @TearDown
    public void close() {
      MDC.clear();
    }
  }

  @Benchmark
  public void simple() {
    log.info("order created");
  }

  @Benchmark
  public void arguments() {
    log.info("order {} created by {}", orderId, userId);
  }

  @Benchmark
  public void pairs() {
    order();
  }

  @Benchmark
  public void pairsInContext(Request request) {
    order();
  }

  private void order() {
    log.atInfo()
        .addKeyValue("order_id", orderId)
        .addKeyValue("user_id", userId)
        .addKeyValue("total", 99.99)
        .addKeyValue("items", 3)
        .log("order_created");
  }

  @Benchmark
  public void exception() {
    log.error("payment_failed", failure);
  }

  @Benchmark
  public void disabled() {
    log.debug("order {} created by {}", orderId, userId);
  }
}
