// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.twelvefactor.logging.testing.CaptureLogs;
import dev.twelvefactor.logging.testing.CaptureLogs.Captured;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingSnippetsTest {

  private final LoggingSnippets snippets = new LoggingSnippets();
  private final CaptureLogs logs = CaptureLogs.start();

  @AfterEach
  void close() {
    logs.close();
  }

  @Test
  void quickStart_events_haveTheirFields() {
    RuntimeException declined = new IllegalStateException("declined");

    snippets.quickStart(declined);

    assertThat(logs.single("order_created").fields())
        .containsExactly(
            entry("order_id", "ORD-123"), entry("user_id", "USR-456"), entry("total", 99.99));
    assertThat(logs.single("payment_failed").thrown()).containsSame(declined);
    assertThat(logs.single("payment_failed").level()).isEqualTo("ERROR");
    assertThat(logs.single("database_connection_lost").level()).isEqualTo("CRITICAL");
  }

  @Test
  void more_disabledLevel_runsNothing() {
    snippets.more();

    assertThat(logs.events("invoice")).isEmpty();
  }

  @Test
  void context_events_haveItsFieldsUntilItIsClosed() {
    snippets.context();

    assertThat(logs.single("invoice_sent").fields()).containsEntry("tenant", "acme");
    assertThat(LogContext.current()).hasToString("LogContext[]");
  }

  @Test
  void request_events_haveItsIdAndSoHasTheResponse() {
    Map<String, String> response = snippets.request(Map.of("X-Request-ID", "r-1"));

    assertThat(response).containsExactly(entry("X-Request-ID", "r-1"));
    assertThat(logs.single("request_started").fields())
        .containsEntry("request_id", "r-1")
        .containsEntry("method", "GET");
    assertThat(logs.single("request_completed").fields())
        .containsEntry("request_id", "r-1")
        .containsEntry("status_code", 200);
  }

  @Test
  void propagation_tasksAndStages_haveTheContext() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    CompletableFuture<String> reply = new CompletableFuture<>();

    CompletableFuture<Void> logged =
        LogContext.of("request_id", "r-2").call(() -> snippets.propagation(pool, reply));
    reply.complete("four");
    logged.get(10, TimeUnit.SECONDS);
    pool.shutdown();

    assertThat(logs.single("mail_sent").field("request_id")).isEqualTo("r-2");
    assertThat(logs.single("reply_received").field("request_id")).isEqualTo("r-2");
  }

  @Test
  void secrets_events_showNone() {
    snippets.secrets();

    assertThat(logs.single("user_login").field("password")).isEqualTo("[REDACTED]");
    assertThat(logs.single("payment").field("note")).isEqualTo("card [REDACTED]");
    assertThat(logs.single("key").field("value")).isEqualTo("[REDACTED]");
  }

  @Test
  void capture_inATest_seesTheEvent() {
    snippets.capture();

    assertThat(logs.events()).extracting(Captured::event).contains("order_created");
  }
}
