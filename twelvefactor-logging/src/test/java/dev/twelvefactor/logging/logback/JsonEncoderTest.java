// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.logging.testing.CaptureLogs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;

class JsonEncoderTest {

  private final LoggerContext context = new LoggerContext();
  private final JsonEncoder encoder = new JsonEncoder();

  JsonEncoderTest() {
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  private LoggingEvent event(
      String message, @Nullable Throwable thrown, @Nullable Object @Nullable ... arguments) {
    return new LoggingEvent(
        "fqcn", context.getLogger("com.acme.Orders"), Level.ERROR, message, thrown, arguments);
  }

  private JsonNode line(ILoggingEvent event) {
    String line = new String(encoder.encode(event), UTF_8);
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void encode_messageAndArguments_areRenderedAndMasked() {
    JsonNode line = line(event("login {} password={}", null, "ada", "hunter2 x"));

    assertThat(line.get("message").textValue()).isEqualTo("login ada password=[REDACTED]");
    assertThat(line.get("logger").textValue()).isEqualTo("com.acme.Orders");
    assertThat(line.get("level").textValue()).isEqualTo("ERROR");
    assertThat(line.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
  }

  /** As a virtual thread is, unless it was given a name. */
  @Test
  void encode_threadWithoutName_keepsTimeAndMdcOfTheEvent() {
    LoggingEvent event = event("paid", null);
    event.setThreadName("");
    event.setInstant(Instant.parse("2026-11-24T09:08:07Z"));
    event.setMDCPropertyMap(Map.of("tenant", "acme"));

    try (CaptureLogs logs = CaptureLogs.start()) {
      JsonNode line = line(event);

      assertThat(line.get("tenant").textValue()).isEqualTo("acme");
      assertThat(line.get("timestamp").textValue()).startsWith("2026-11-24T09:08:07");
      assertThat(logs.events()).hasSize(1);
    }
  }

  /** The facade has shown it before the backend gets it. */
  @Test
  void encode_eventOfTheFacade_isCapturedOnce() {
    LoggerContext root = (LoggerContext) LoggerFactory.getILoggerFactory();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(root);
    encoder.setContext(root);
    appender.setEncoder(encoder);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    appender.setOutputStream(out);
    appender.start();
    root.getLogger("com.acme.Once").addAppender(appender);
    try (CaptureLogs logs = CaptureLogs.start()) {
      StructuredLogger.named("com.acme.Once").info("order_created", "order_id", 1);

      assertThat(logs.single("order_created").field("order_id")).isEqualTo(1);
      assertThat(out.toString(UTF_8)).contains("\"order_created\"");
    } finally {
      root.getLogger("com.acme.Once").detachAppender(appender);
    }
  }

  @Test
  void encode_pairsAndMarkersAndException_areThere() {
    LoggingEvent event = event("paid", new IllegalStateException("token=abc", new Error("root")));
    event.addKeyValuePair(new KeyValuePair("total", 99.99));
    event.addKeyValuePair(new KeyValuePair("api_key", "x"));
    event.addMarker(MarkerFactory.getMarker("CRITICAL"));

    JsonNode line = line(event);

    assertThat(line.get("total").doubleValue()).isEqualTo(99.99);
    assertThat(line.get("api_key").textValue()).isEqualTo("[REDACTED]");
    assertThat(line.get("level").textValue()).isEqualTo("CRITICAL");
    assertThat(line.get("error").get("message").textValue()).isEqualTo("token=[REDACTED]");
    assertThat(line.get("error").get("root_cause").textValue()).isEqualTo("java.lang.Error: root");
  }

  @Test
  void encode_mirroredContext_isTypedAndThereOnce() {
    LoggingEvent event = event("paid", null);
    event.setMDCPropertyMap(Map.of("retries", "3", "tenant", "acme"));

    JsonNode here = LogContextCalls.in(LogContext.of("retries", 3), () -> line(event));

    assertThat(here.get("retries").isInt()).isTrue();
    assertThat(here.get("tenant").textValue()).isEqualTo("acme");
  }

  @Test
  void encode_onAThreadWithAnotherContext_showsThatOfTheEvent() {
    LoggingEvent event = event("paid", null);
    event.setMDCPropertyMap(Map.of("request_id", "of the event"));

    JsonNode elsewhere =
        LogContextCalls.in(LogContext.of("request_id", "of the writer"), () -> line(event));

    assertThat(elsewhere.get("request_id").textValue()).isEqualTo("of the event");
  }

  /** Runs a call that throws nothing checked. */
  private static final class LogContextCalls {

    static <T> T in(LogContext context, java.util.function.Supplier<T> call) {
      return context.wrapSupplier(call).get();
    }
  }
}
