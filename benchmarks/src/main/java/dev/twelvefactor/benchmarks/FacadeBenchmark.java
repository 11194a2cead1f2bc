// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
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

/** The events of {@link LoggingBenchmark} through our own logger. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class FacadeBenchmark {

  /** For the results alone. */
  @Param("?")
  public String stack;

  /** For the results alone. */
  @Param("?")
  public String stdout;

  private final String orderId = "order-48151623";
  private final String userId = "user-42";
  private final Exception failure = Failures.payment();
  private StructuredLogger log;

  @Setup
  public void open() {
    RealStdout.restore();
    log = StructuredLogger.named("com.example.shop.Orders");
  }

  /** Three fields that come from the request. */
  @State(Scope.Thread)
  public static class Request {

    private LogContext.Scope scope;

    @Setup
    public void open() {
      scope = LogContext.of("request_id", "7f9c24e8-3b12-4a5f-9d6e-1c2b3a4d5e6f")
          .with("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")
          .with("tenant", "acme")
          .open();
    }

    @TearDown
    public void close() {
      scope.close();
    }
  }

  @Benchmark
  public void simple() {
    log.info("order created");
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
    log.info("order_created", "order_id", orderId, "user_id", userId, "total", 99.99, "items", 3);
  }

  @Benchmark
  public void exception() {
    log.error("payment_failed", failure);
  }

  @Benchmark
  public void disabled() {
    log.debug("order_created", "order_id", orderId, "user_id", userId);
  }
}
