// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that an event's parts have on the line. */
@SuppressWarnings("ImmutableEnumChecker") // The sets and maps are of the kind that does not change.
enum Schema {
  DEFAULT(
      new Names("timestamp", "level", "event", "message", "logger", "thread", "markers"),
      Set.of("error"),
      Map.of()),
  ECS(
      new Names(
          "@timestamp",
          "log.level",
          "event.action",
          "message",
          "log.logger",
          "process.thread.name",
          "tags"),
      Set.of(
          "ecs", "log", "event", "process", "service", "error", "trace", "span", "parent", "http"),
      Map.of(
          "trace_id", "trace.id",
          "span_id", "span.id",
          "parent_span_id", "parent.id",
          "request_id", "http.request.id")),
  GCP(
      new Names("time", "severity", "event", "message", "logger", "thread", "markers"),
      Set.of(
          "error", "stack_trace", "exception", "serviceContext", "timestamp", "timestampSeconds"),
      Map.of(
          "trace_id", "logging.googleapis.com/trace",
          "span_id", "logging.googleapis.com/spanId")),
  LOGSTASH(
      new Names("@timestamp", "level", "event", "message", "logger_name", "thread_name", "tags"),
      Set.of("@version", "level_value", "stack_trace", "error"),
      Map.of());

  private static final Set<String> ALWAYS_RESERVED = Set.of("truncated", "dropped_fields");

  private final Names names;
  private final Set<String> reserved;
  private final Map<String, String> renamed;

  Schema(Names names, Set<String> reserved, Map<String, String> renamed) {
    this.names = names;
    this.reserved = reserved;
    this.renamed = renamed;
  }

  record Names(
      String timestamp,
      String level,
      String event,
      String message,
      String logger,
      String thread,
      String markers) {

    boolean have(String key) {
      return key.equals(timestamp)
          || key.equals(level)
          || key.equals(event)
          || key.equals(message)
          || key.equals(logger)
          || key.equals(thread)
          || key.equals(markers);
    }
  }

  Names names() {
    return names;
  }

  /** The name that a field gets: its own unless this schema uses that for something else. */
  String nameOf(String key) {
    String other = renamed.get(key);
    if (other != null) {
      return other;
    }
    return isReserved(key) ? key + "_1" : key;
  }

  private boolean isReserved(String key) {
    return names.have(key)
        || reserved.contains(key)
        || ALWAYS_RESERVED.contains(key)
        || renamed.containsValue(key)
        || (this == ECS && isOurs(key));
  }

  /** A name under one of the objects that this schema writes itself, as the index types them. */
  private static boolean isOurs(String key) {
    return key.equals("service.name")
        || key.equals("service.version")
        || key.equals("service.environment")
        || key.equals("ecs.version")
        || key.startsWith("error.");
  }

  String level(Severity severity) {
    if (this != GCP) {
      return severity.name();
    }
    if (severity == Severity.WARN) {
      return "WARNING";
    }
    return severity == Severity.TRACE ? "DEBUG" : severity.name();
  }

  /** What is written behind the level, if anything. */
  @Nullable
  String constant(Severity severity) {
    if (this == LOGSTASH) {
      return ",\"@version\":\"1\",\"level_value\":" + (severity.level().toInt() * 1000);
    }
    return this == ECS ? ",\"ecs.version\":\"1.2.0\"" : null;
  }

  /** Whether a reader of this schema expects a message, so that the event's name stands in. */
  boolean needsMessage() {
    return this != DEFAULT;
  }
}
