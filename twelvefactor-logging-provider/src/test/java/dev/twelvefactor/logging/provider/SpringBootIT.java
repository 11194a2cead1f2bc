// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our logger under Spring Boot, whose own formats lose an event that has a name twice. */
class SpringBootIT {

  private static final String OURS = "dev.twelvefactor.logging.spring.JsonStructuredFormatter";

  private static Service.Outcome run(String format) {
    Service.Outcome outcome = Service.of(BootProgram.class, format)
        .withoutOurs()
        .without("slf4j-simple|slf4j-jdk14|log4j")
        .run();
    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "logstash", OURS})
  void events_inAnyFormat_areAllThereAndShowNoSecret(String format) {
    Service.Outcome outcome = run(format);

    assertThat(outcome.events())
        .extracting(event -> event.path("message").asText(event.path("event").asText()))
        .containsExactly(
            "plain", "reserved", "prefixes", "overriding", "bound", "failed", "nan", "last");
    assertThat(outcome.lines())
        .noneMatch(line -> line.contains("hunter2") || line.contains("sk_live"));
    JsonNode plain = outcome.event("plain");
    assertThat(plain.get("total").doubleValue()).isEqualTo(99.99);
    assertThat(plain.get("request_id").textValue()).isEqualTo("r1");
    assertThat(outcome.event("overriding").get("request_id").textValue()).isEqualTo("mine");
    assertThat(outcome.event("overriding").get("k").intValue()).isEqualTo(2);
    assertThat(outcome.event("bound").get("request_id").textValue()).isEqualTo("bound");
    assertThat(outcome.event("last").get("request_id").textValue()).isEqualTo("r1");
    assertThat(outcome.event("last").get("tenant").textValue()).isEqualTo("acme");
    assertThat(outcome.event("nan").get("v").textValue()).isEqualTo("NaN");
  }

  @Test
  void events_inOurFormat_areOurs() {
    Service.Outcome outcome = run(OURS);

    assertThat(outcome.event("plain").get("event").textValue()).isEqualTo("plain");
    assertThat(outcome.event("plain").get("retries").isInt()).isTrue();
    assertThat(outcome.event("failed").get("error").get("stack").isArray()).isTrue();
  }
}
