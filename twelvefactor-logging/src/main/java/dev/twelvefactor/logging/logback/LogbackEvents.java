// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.twelvefactor.logging.internal.ContextFrame;
import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.EventPairs;
import dev.twelvefactor.logging.internal.Field;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import dev.twelvefactor.logging.internal.Thrown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** Turns events of Logback into ours. */
final class LogbackEvents {

  private static final int MOST_CAUSES = 16;
  private static final Field[] NO_FIELDS = {};

  private LogbackEvents() {}

  private static Severity severity(ILoggingEvent event) {
    Severity severity = switch (event.getLevel().toInt()) {
      case Level.TRACE_INT -> Severity.TRACE;
      case Level.DEBUG_INT -> Severity.DEBUG;
      case Level.WARN_INT -> Severity.WARN;
      case Level.ERROR_INT -> Severity.ERROR;
      default -> Severity.INFO;
    };
    return severity == Severity.ERROR && isCritical(event) ? Severity.CRITICAL : severity;
  }

  private static boolean isCritical(ILoggingEvent event) {
    List<Marker> markers = event.getMarkerList();
    return markers != null
        && markers.stream().anyMatch(marker -> marker.getName().equals(Severity.CRITICAL_MARKER));
  }

  /** The event with its own origin and context. */
  static EventDraft draft(ILoggingEvent event) {
    EventDraft draft =
        Journal.standard().begin(severity(event), String.valueOf(event.getLoggerName()));
    try {
      fill(draft, event);
    } catch (Throwable failure) {
      draft.message(event.getMessage(), null);
      draft.add("not_encoded", failure.getClass().getName());
    }
    return draft;
  }

  private static void fill(EventDraft draft, ILoggingEvent event) {
    Instant at = event.getInstant();
    draft.origin(
        at == null ? Instant.ofEpochMilli(event.getTimeStamp()) : at,
        String.valueOf(event.getThreadName()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs instanceof EventPairs) {
      draft.event(event.getMessage());
      draft.relayed();
    } else {
      draft.message(event.getMessage(), event.getArgumentArray());
    }
    List<Marker> markers = event.getMarkerList();
    if (markers != null) {
      for (Marker marker : markers) {
        draft.marker(marker.getName());
      }
    }
    if (pairs != null) {
      for (int i = 0; i < pairs.size(); i++) {
        draft.add(pairs.get(i).key, pairs.get(i).value);
      }
    }
    thrown(draft, event.getThrowableProxy());
    draft.context(NO_FIELDS, context(event.getMDCPropertyMap()));
  }

  /** The MDC, with those texts that mirror a field of our context replaced by its typed value. */
  private static Map<String, ? extends @Nullable Object> context(Map<String, String> texts) {
    Field[] fields = ContextFrame.currentFields();
    if (texts == null || texts.isEmpty()) {
      return Map.of();
    }
    if (fields.length == 0) {
      return texts;
    }
    Map<String, @Nullable Object> context = new LinkedHashMap<>(texts);
    for (Field field : fields) {
      if (ContextFrame.mirrorText(field).equals(texts.get(field.key()))) {
        context.put(field.key(), field.value());
      }
    }
    return context;
  }

  private static void thrown(EventDraft draft, @Nullable IThrowableProxy proxy) {
    if (proxy instanceof ThrowableProxy own) {
      draft.throwable(own.getThrowable());
    } else if (proxy != null) {
      draft.thrown(thrown(proxy, 0));
    }
  }

  /** An exception of which only Logback's description is at hand, as after serialisation. */
  private static Thrown thrown(IThrowableProxy proxy, int depth) {
    StackTraceElementProxy[] steps = proxy.getStackTraceElementProxyArray();
    StackTraceElement[] frames = new StackTraceElement[steps == null ? 0 : steps.length];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = steps[i].getStackTraceElement();
    }
    Thrown thrown = new Thrown(proxy.getClassName(), proxy.getMessage(), frames);
    if (depth >= MOST_CAUSES) {
      return thrown;
    }
    List<Thrown> suppressed = new ArrayList<>();
    for (IThrowableProxy one : proxy.getSuppressed()) {
      suppressed.add(thrown(one, MOST_CAUSES));
    }
    thrown.relate(
        proxy.getCause() == null ? null : thrown(proxy.getCause(), depth + 1), suppressed);
    return thrown;
  }
}
