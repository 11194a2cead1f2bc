// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What masking costs an event that holds no secret. It stands in this package since masking has no
 * switch that a user could turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class RedactionBenchmark {

  private static final Instant AT = Instant.parse("2026-11-24T09:08:07.006005Z");

  private final String orderId = "order-48151623";
  private final String userId = "user-42";
  private final Double total = 99.99;
  private Journal masking;
  private Journal plain;

  @Setup
  public void open() {
    LogSettings settings = LogSettings.of(Map.of());
    masking = journal(LineFormat.of(settings));
    plain = journal(LineFormat.withoutRedaction(settings));
  }

  private static Journal journal(LineFormat format) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return new Journal(format, new StdoutSink(nowhere, /* inParts= */ false, null), null);
  }

  @Benchmark
  public void encodeOurs() {
    write(masking);
  }

  @Benchmark
  public void encodeOursUnmasked() {
    write(plain);
  }

  private void write(Journal journal) {
    EventDraft draft = journal.begin(Severity.INFO, "com.example.shop.Orders");
    draft.event("order_created");
    draft.origin(AT, "main");
    draft.add("order_id", orderId);
    draft.add("user_id", userId);
    draft.add("total", total);
    draft.add("items", 3);
    journal.write(draft);
  }
}
