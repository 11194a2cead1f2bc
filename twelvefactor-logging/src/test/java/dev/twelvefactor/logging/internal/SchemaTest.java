// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lines of each schema, byte by byte, the same on every Java. */
class SchemaTest {

  private static final String[] ORIGIN = {
    "OTEL_SERVICE_NAME", "shop",
    "OTEL_RESOURCE_ATTRIBUTES", "service.version=1.2,deployment.environment.name=prod",
    "GOOGLE_CLOUD_PROJECT", "acme"
  };
  private static final StackTraceElement FRAME =
      new StackTraceElement("com.acme.Orders", "pay", "Orders.java", 42);

  private static String line(String schema, Severity severity) {
    String[] environment = java.util.Arrays.copyOf(ORIGIN, ORIGIN.length + 2);
    environment[ORIGIN.length] = "LOG_SCHEMA";
    environment[ORIGIN.length + 1] = schema;
    Recorder recorder = Recorder.of(environment);
    EventDraft draft = recorder.begin(severity, "payment_failed");
    draft.add("order_id", "ORD-1");
    draft.add("total", 99.99);
    draft.add("message", "mine");
    draft.context(
        new Field[] {
          Field.of("request_id", "r1"),
          Field.of("trace_id", "0af7651916cd43dd8448eb211c80319c"),
          Field.of("span_id", "b7ad6b7169203331")
        },
        Map.of("tenant", "t1"));
    Thrown cause =
        new Thrown("java.net.ConnectException", "refused", new StackTraceElement[] {FRAME});
    Thrown thrown =
        new Thrown("com.acme.PaymentException", "declined", new StackTraceElement[] {FRAME});
    thrown.relate(cause, java.util.List.of());
    draft.thrown(thrown);
    recorder.journal().write(draft);
    return recorder.lines().get(0);
  }

  @Test
  void default_allParts_areAsDocumented() {
    assertThat(line("default", Severity.CRITICAL))
        .isEqualTo("{\"timestamp\":\"2026-11-24T09:08:07.006005Z\",\"level\":\"CRITICAL\","
            + "\"event\":\"payment_failed\",\"logger\":\"com.acme.Orders\",\"thread\":\"main\","
            + "\"order_id\":\"ORD-1\",\"total\":99.99,\"message_1\":\"mine\",\"request_id\":\"r1\","
            + "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"span_id\":\"b7ad6b7169203331\","
            + "\"tenant\":\"t1\",\"service\":\"shop\",\"version\":\"1.2\",\"env\":\"prod\","
            + "\"error\":{\"type\":\"com.acme.PaymentException\",\"message\":\"declined\","
            + "\"root_cause\":\"java.net.ConnectException: refused\","
            + "\"stack\":[\"java.net.ConnectException: refused\","
            + "\"  at com.acme.Orders.pay(Orders.java:42)\","
            + "\"Wrapped by: com.acme.PaymentException: declined\",\"  ... 1 in common\"]}}");
  }

  @Test
  void ecs_allParts_areAsTheSpecificationSays() {
    assertThat(line("ecs", Severity.WARN))
        .isEqualTo("{\"@timestamp\":\"2026-11-24T09:08:07.006005Z\",\"log.level\":\"WARN\","
            + "\"ecs.version\":\"1.2.0\",\"event.action\":\"payment_failed\","
            + "\"message\":\"payment_failed\",\"log.logger\":\"com.acme.Orders\","
            + "\"process.thread.name\":\"main\",\"order_id\":\"ORD-1\",\"total\":99.99,"
            + "\"message_1\":\"mine\",\"http.request.id\":\"r1\","
            + "\"trace.id\":\"0af7651916cd43dd8448eb211c80319c\",\"span.id\":\"b7ad6b7169203331\","
            + "\"tenant\":\"t1\",\"service.name\":\"shop\",\"service.version\":\"1.2\","
            + "\"service.environment\":\"prod\",\"error.type\":\"com.acme.PaymentException\","
            + "\"error.message\":\"declined\",\"error.stack_trace\":"
            + "\"java.net.ConnectException: refused\\n\\tat com.acme.Orders.pay(Orders.java:42)\\n"
            + "Wrapped by: com.acme.PaymentException: declined\\n\\t... 1 in common\"}");
  }

  @Test
  void gcp_allParts_areAsCloudLoggingReadsThem() {
    assertThat(line("gcp", Severity.WARN))
        .isEqualTo("{\"time\":\"2026-11-24T09:08:07.006005Z\",\"severity\":\"WARNING\","
            + "\"event\":\"payment_failed\",\"message\":\"payment_failed\","
            + "\"logger\":\"com.acme.Orders\",\"thread\":\"main\",\"order_id\":\"ORD-1\","
            + "\"total\":99.99,\"message_1\":\"mine\",\"request_id\":\"r1\","
            + "\"logging.googleapis.com/trace\":"
            + "\"projects/acme/traces/0af7651916cd43dd8448eb211c80319c\","
            + "\"logging.googleapis.com/spanId\":\"b7ad6b7169203331\",\"tenant\":\"t1\","
            + "\"serviceContext\":{\"service\":\"shop\",\"version\":\"1.2\"},\"env\":\"prod\","
            + "\"stack_trace\":\"com.acme.PaymentException: declined\\n"
            + "\\tat com.acme.Orders.pay(Orders.java:42)\\n"
            + "Caused by: java.net.ConnectException: refused\\n\\t... 1 in common\"}");
  }

  @Test
  void gcp_levels_areTheSeveritiesOfCloudLogging() {
    Map<Severity, String> expected = Map.of(
        Severity.TRACE, "DEBUG",
        Severity.DEBUG, "DEBUG",
        Severity.INFO, "INFO",
        Severity.WARN, "WARNING",
        Severity.ERROR, "ERROR",
        Severity.CRITICAL, "CRITICAL");

    expected.forEach((severity, name) -> assertThat(
            Recorder.parse(line("gcp", severity)).get("severity").textValue())
        .isEqualTo(name));
  }

  @Test
  void logstash_allParts_areThoseOfItsEncoder() {
    JsonNode line = Recorder.parse(line("logstash", Severity.ERROR));

    assertThat(line.get("@version").textValue()).isEqualTo("1");
    assertThat(line.get("level").textValue()).isEqualTo("ERROR");
    assertThat(line.get("level_value").intValue()).isEqualTo(40_000);
    assertThat(line.get("logger_name").textValue()).isEqualTo("com.acme.Orders");
    assertThat(line.get("thread_name").textValue()).isEqualTo("main");
    assertThat(line.get("message").textValue()).isEqualTo("payment_failed");
    assertThat(line.get("message_1").textValue()).isEqualTo("mine");
    assertThat(line.get("stack_trace").textValue()).contains("declined", "Orders.java:42");
  }

  @Test
  void ecs_keyThatIsAnObjectThere_isRenamed() {
    JsonNode line =
        Recorder.of("LOG_SCHEMA", "ecs").log("event", "service", "stripe", "a", 1, "a.b", 2);

    assertThat(line.get("service_1").textValue()).isEqualTo("stripe");
    assertThat(line.get("a").intValue()).isEqualTo(1);
    assertThat(line.get("a.b").intValue()).isEqualTo(2);
  }
}
