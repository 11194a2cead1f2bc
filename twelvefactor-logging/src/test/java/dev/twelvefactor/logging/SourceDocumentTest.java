// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.logging.testing.CaptureLogs;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The usual examples of what belongs into a log, and of what never does. */
class SourceDocumentTest {

  private static final StructuredLogger log = StructuredLogger.of(SourceDocumentTest.class);

  private final CaptureLogs logs = CaptureLogs.start();

  @AfterEach
  void close() {
    logs.close();
  }

  @Test
  void whatToLog_ofEachLevel_isThereWithItsTypes() {
    log.debug("cache_lookup", "key", "user:123", "hit", false);
    log.info("user_login", "user_id", "123", "method", "oauth");
    log.info("order_created", "order_id", "456", "total", 99.99);
    log.info("email_sent", "recipient", "user@example.com", "template", "welcome");
    log.warn("rate_limit_approached", "user_id", "123", "current", 95, "limit", 100);
    log.warn("retry_attempt", "operation", "payment", "attempt", 2, "max", 3);
    log.error("payment_failed", "order_id", "456", "reason", "insufficient_funds");
    log.error("external_api_error", "service", "stripe", "status", 500);
    log.critical("database_connection_lost", "reconnect_attempts", 5);

    assertThat(logs.events("cache_lookup")).as("DEBUG is off").isEmpty();
    assertThat(logs.single("user_login").fields())
        .isEqualTo(Map.of("user_id", "123", "method", "oauth"));
    assertThat(logs.single("order_created").field("total")).isEqualTo(99.99);
    assertThat(logs.single("email_sent").field("recipient")).isEqualTo("user@example.com");
    assertThat(logs.single("rate_limit_approached").field("current")).isEqualTo(95);
    assertThat(logs.single("retry_attempt").field("max")).isEqualTo(3);
    assertThat(logs.single("payment_failed").level()).isEqualTo("ERROR");
    assertThat(logs.single("external_api_error").field("service")).isEqualTo("stripe");
    assertThat(logs.single("database_connection_lost").level()).isEqualTo("CRITICAL");
  }

  @Test
  void whatNotToLog_withoutConfiguration_isMasked() {
    log.info("user_login", "password", "secret123");
    log.info("payment", "card_number", "4111111111111111");
    log.info("user_data", "ssn", "123-45-6789");
    log.warn("api_call", "api_key", "sk_live_abc123");

    assertThat(logs.events())
        .hasSize(4)
        .allSatisfy(event -> assertThat(event.fields().values()).containsExactly("[REDACTED]"));
  }

  @Test
  @SuppressWarnings("NullAway") // Who does not check gets no exception either.
  void call_withMorePairs_takesThemAndShowsWhatIsNone() {
    log.info("wide", "a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6);
    log.info("odd", "a", 1, "b", 2, "c", 3, "d", 4, "e");
    log.info("nulls", null, null, "b", 2, "c", 3, "d", 4, (Object[]) null);

    assertThat(logs.single("wide").fields()).hasSize(6).containsEntry("f", 6);
    assertThat(logs.single("odd").fields())
        .hasSize(5)
        .containsEntry("!bad_pairs", java.util.List.of("e"));
    assertThat(logs.single("nulls").fields()).containsEntry("b", 2).containsKey("null");
  }
}
