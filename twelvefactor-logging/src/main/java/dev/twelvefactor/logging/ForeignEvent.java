// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Field;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Redaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An event as a foreign backend gets it: frozen and without secrets, each key once, and none that
 * encoders of such backends use for themselves.
 *
 * @param name the name of the event
 * @param pairs its fields
 * @param throwable its exception, or one in its place that says the same without secrets
 */
record ForeignEvent(
    String name,
    Map<String, @Nullable Object> pairs,
    @Nullable Throwable throwable) {

  private static final Set<String> TAKEN = Set.of(
      "@timestamp",
      "@version",
      "timestamp",
      "time",
      "level",
      "level_value",
      "severity",
      "message",
      "short_message",
      "full_message",
      "host",
      "version",
      "logger",
      "logger_name",
      "thread",
      "thread_name",
      "stack_trace",
      "tags",
      "event",
      "error",
      "exception",
      "log",
      "process",
      "service",
      "ecs",
      "labels",
      "throwable",
      "mdc",
      "context",
      "sequenceNumber",
      "nanoseconds",
      "loggerName",
      "threadName",
      "formattedMessage",
      "arguments",
      "kvpList",
      "marker",
      "markers");

  static ForeignEvent of(EventDraft draft) {
    draft.freeze();
    Journal.standard().tapped(draft);
    Map<String, @Nullable Object> pairs = new LinkedHashMap<>();
    for (Field field : draft.bound()) {
      put(pairs, field.key(), field.value());
    }
    for (int i = 0; i < draft.count(); i++) {
      put(pairs, draft.key(i), draft.value(i));
    }
    Throwable thrown = draft.throwable();
    String name = Redaction.standard().text(String.valueOf(draft.event()));
    return new ForeignEvent(
        name, withoutPrefixes(pairs), thrown == null ? null : SafeThrowable.of(thrown));
  }

  private static void put(Map<String, @Nullable Object> pairs, String key, @Nullable Object value) {
    String name = named(Redaction.standard().text(key));
    pairs.remove(name);
    pairs.put(name, Redaction.standard().value(key, value));
  }

  private static String named(String key) {
    if (TAKEN.contains(key)) {
      return key + "_1";
    }
    int dot = key.indexOf('.');
    return dot > 0 && TAKEN.contains(key.substring(0, dot)) ? key.replace('.', '_') : key;
  }

  /** Where one key is the beginning of another, as {@code a} and {@code a.b}, dots give way. */
  private static Map<String, @Nullable Object> withoutPrefixes(
      Map<String, @Nullable Object> pairs) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    pairs.forEach((key, value) -> {
      boolean nested = key.indexOf('.') >= 0
          && pairs.keySet().stream()
              .anyMatch(other -> !other.equals(key)
                  && (key.startsWith(other + ".") || other.startsWith(key + ".")));
      result.put(nested ? key.replace('.', '_') : key, value);
    });
    return result;
  }

  /** The event by name alone, where the backend or a value failed. */
  static void fallBack(Logger logger, EventDraft draft, Throwable failure) {
    try {
      logger
          .atLevel(draft.severity().level())
          .log(Redaction.standard().line(String.valueOf(draft.event())) + " not_written="
              + failure.getClass().getName());
    } catch (Throwable again) {
      // The backend does not take even this, and whoever logs must not suffer for it.
    }
  }

  static void release(EventDraft draft) {
    Journal.standard().release(draft);
  }
}
