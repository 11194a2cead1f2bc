// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.logging.testing.CaptureLogs;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/** The lines of the documentation; {@link LoggingSnippetsTest} runs them. */
final class LoggingSnippets {

  // @start region="logger"
  private static final StructuredLogger log = StructuredLogger.of(LoggingSnippets.class);
  // @end

  private final String id = "ORD-123";
  private final String user = "USR-456";

  void quickStart(RuntimeException exception) {
    // @start region="quick-start"
    log.info("order_created", "order_id", id, "user_id", user, "total", 99.99);
    log.error("payment_failed", exception, "order_id", id, "error_code", "CARD_DECLINED");
    log.critical("database_connection_lost", "reconnect_attempts", 5);
    // @end
  }

  void more() {
    // @start region="more"
    StructuredLogger billing = log.bind("component", "billing"); // in all its events
    billing
        .atDebug("invoice")
        .with("lines", 3)
        .lazy("body", this::dump)
        .log(); // dump: if DEBUG is on
    // @end
  }

  private String dump() {
    throw new AssertionError("not asked for, as DEBUG is off");
  }

  void context() {
    // @start region="context"
    try (LogContext.Scope scope = LogContext.open("tenant", "acme")) {
      log.info(
          "invoice_sent", "invoice_id", 7); // has tenant=acme, as have all lines of this thread
    }
    // @end
  }

  Map<String, String> request(Map<String, String> headers) {
    // @start region="request"
    RequestContext request = RequestContext.from(headers::get); // X-Request-ID and traceparent
    try (LogContext.Scope scope = request.open()) {
      log.info("request_started", "method", "GET", "path", "/orders");
      log.info("request_completed", "status_code", 200);
    }
    Map<String, String> responseHeaders = request.responseHeaders(); // X-Request-ID
    // @end
    return responseHeaders;
  }

  CompletableFuture<Void> propagation(ExecutorService pool, CompletableFuture<String> reply) {
    // @start region="propagation"
    Executor carrying = LogContext.propagating(pool); // the context of whoever submits
    carrying.execute(() -> log.info("mail_sent"));

    Executor here =
        LogContext.current().on(pool); // the context of now, for stages completed elsewhere
    CompletableFuture<Void> logged =
        reply.thenAcceptAsync(text -> log.info("reply_received", "size", text.length()), here);
    // @end
    return logged;
  }

  void secrets() {
    // @start region="secrets"
    log.info("user_login", "user", "ada", "password", "secret123"); // "password":"[REDACTED]"
    log.info("payment", "note", "card 4111 1111 1111 1111"); // "note":"card [REDACTED]"
    Secret<String> key = Secret.of("s3cr3t"); // its text is [REDACTED] everywhere; key.expose()
    // @end
    log.info("key", "value", key);
  }

  void capture() {
    // @start region="capture"
    try (CaptureLogs logs = CaptureLogs.start()) {
      log.info("order_created", "order_id", "ORD-123");
      assertThat(logs.single("order_created").field("order_id")).isEqualTo("ORD-123");
    }
    // @end
  }
}
