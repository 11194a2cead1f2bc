// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionHandle;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SubjectSessions;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where a user is logged in, and how to end that. */
record Devices(Visits visits) {

  /** What the browser says it is. */
  static final SessionKey<String> NAME = SessionKey.of("device", String.class);

  private static final StructuredLogger log = StructuredLogger.of(Devices.class);
  private static final int MOST_CHARACTERS = 120;

  static String name(Exchange exchange) {
    String agent = exchange.header("User-Agent");
    String name = agent == null || agent.isBlank() ? "unknown" : agent;
    return name.substring(0, Math.min(name.length(), MOST_CHARACTERS));
  }

  void list(Exchange exchange) throws IOException {
    Session current = visits.member(exchange);
    List<Map<String, Object>> sessions =
        visits.of(current).list(NAME).stream().map(entry -> shown(entry, current)).toList();
    exchange.answer(200, Map.of("sessions", sessions));
  }

  private static Map<String, Object> shown(SubjectSessions.Entry entry, Session current) {
    return Map.of(
        "handle", entry.handle().value(),
        "device", entry.find(NAME).orElse("unknown"),
        "created", entry.createdAt().toString(),
        "last_used", entry.lastUsedAt().toString(),
        "current", entry.handle().equals(current.handle()));
  }

  void end(Exchange exchange, String handle) throws IOException {
    Session current = visits.member(exchange);
    if (!visits.of(current).revoke(handle(handle))) {
      throw Problem.of(404, "no such session of yours");
    }
    log.info("session_ended", "user", current.subject().orElseThrow());
    exchange.answerNothing();
  }

  private static SessionHandle handle(String text) {
    try {
      return new SessionHandle(text);
    } catch (IllegalArgumentException malformed) {
      throw Problem.of(404, "no such session of yours");
    }
  }

  /** Logs out everywhere, here too. */
  void endAll(Exchange exchange) throws IOException {
    Session current = visits.member(exchange);
    int ended = visits.of(current).revokeAll();
    log.info("all_sessions_ended", "user", current.subject().orElseThrow(), "ended", ended);
    visits.clear(exchange);
    exchange.answerNothing();
  }
}
