// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class RequestContextTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private static RequestContext traced(String traceparent) {
    return RequestContext.from(Map.of("traceparent", traceparent)::get);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-b_c.d~e+f/g=h:1", "550e8400-e29b-41d4-a716-446655440000"})
  void from_validId_isTaken(String id) {
    assertThat(RequestContext.from(Map.of("X-Request-ID", id)::get).requestId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "a\"b", "é", "{}", "a%0a"})
  void from_invalidId_isReplaced(String id) {
    assertThat(RequestContext.from(Map.of("X-Request-ID", id)::get).requestId()).hasSize(36);
  }

  @Test
  void from_idAtTheBound_isTakenAndALongerOneReplaced() {
    assertThat(RequestContext.from(name -> "x".repeat(128)).requestId()).hasSize(128);
    assertThat(RequestContext.from(name -> "x".repeat(129)).requestId()).hasSize(36);
  }

  @Test
  void create_twice_areDifferent() {
    assertThat(RequestContext.create().requestId())
        .isNotEqualTo(RequestContext.create().requestId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + TRACE + "-" + PARENT + "-01",
        "01-" + TRACE + "-" + PARENT + "-01",
        "cc-" + TRACE + "-" + PARENT + "-01-what-the-future-brings"
      })
  void from_validTraceparent_isTakenWithASpanOfItsOwn(String header) {
    RequestContext request = traced(header);

    assertThat(request.traceId()).contains(TRACE);
    assertThat(request.spanId()).get().asString().matches("[0-9a-f]{16}").isNotEqualTo(PARENT);
    assertThat(request.requestHeaders().get("traceparent"))
        .isEqualTo("00-" + TRACE + "-" + request.spanId().orElseThrow() + "-01");
    request.run(() -> {
      assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
      assertThat(MDC.get("parent_span_id")).isEqualTo(PARENT);
      assertThat(MDC.get("span_id")).isEqualTo(request.spanId().orElseThrow());
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-01-more",
        "01-" + TRACE + "-" + PARENT + "-01more",
        "00-" + TRACE + "-" + PARENT + "-0g",
        "00_" + TRACE + "-" + PARENT + "-01"
      })
  void from_invalidTraceparent_isIgnored(String header) {
    assertThat(traced(header).traceId()).isEmpty();
    assertThat(traced(header).requestHeaders()).containsOnlyKeys("X-Request-ID");
  }

  @Test
  void open_whereATracerHasItsIds_leavesThemAlone() {
    MDC.put("trace_id", "tracer");

    traced("00-" + TRACE + "-" + PARENT + "-01").run(() -> {
      assertThat(MDC.get("trace_id")).isEqualTo("tracer");
      assertThat(MDC.get("span_id")).isNull();
      assertThat(MDC.get("request_id")).isNotNull();
    });

    MDC.remove("trace_id");
  }
}
