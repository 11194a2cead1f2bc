// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.logging.internal.ContextFrame;
import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Field;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Logs events, not sentences: a name that does not change, and the facts as keys and values.
 *
 * {@snippet class="dev.twelvefactor.logging.LoggingSnippets" region="quick-start"}
 *
 * <p>Events go to whatever SLF4J is bound to, once. With {@code twelvefactor-logging-provider} that
 * is a line of JSON on standard output; Logback gets typed keys and values; any other gets readable
 * text. Fields of the {@link LogContext} are added.
 *
 * <p><b>Values</b> may be anything. Numbers, booleans, null, collections, maps, arrays, records and
 * optionals keep their type; times, enum constants and identifiers become their text, other objects
 * their {@code toString}. A value that throws becomes a text that says so. Of two fields with the
 * same key the later one wins; a key that the line needs for itself gets {@code _1}.
 *
 * <p><b>Secrets</b> are masked: values whose key ends with a name such as {@code password}, {@code
 * token} or {@code api_key}, and what has the shape of a card number, a social security number or a
 * credential, wherever it stands. {@link Secret} is never shown.
 *
 * <p><b>Bounds.</b> A name may have 256 bytes on the line, a key 128, a value six levels and a
 * collection 100 entries, a line 16,000 bytes ({@code LOG_MAX_EVENT_BYTES}); what is longer is cut,
 * and the line says so.
 *
 * <p>No method that logs throws, whatever it is given, and a disabled level costs nothing and runs no code of
 * the caller. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class StructuredLogger {

  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);
  private static final Field[] NONE = {};

  private final String name;
  private final Field[] bound;
  private volatile @Nullable Output output;

  private StructuredLogger(String name, Field[] bound) {
    this.name = name;
    this.bound = bound;
  }

  /**
   * Makes the logger of a class.
   *
   * @param type the class, whose name becomes the logger's
   * @return the logger
   */
  public static StructuredLogger of(Class<?> type) {
    return new StructuredLogger(type.getName(), NONE);
  }

  /**
   * Makes a logger by name.
   *
   * @param name the name, usually with dots
   * @return the logger
   */
  public static StructuredLogger named(String name) {
    return new StructuredLogger(requireNonNull(name, "name"), NONE);
  }

  /**
   * Waits until the lines under way are written, 2 seconds at most, and tells how many were lost if
   * any were. Meant for the very end of a shutdown; a line is handed to the system before the call
   * that logs it returns, so there is nothing to wait for otherwise.
   */
  public static void flush() {
    Journal.standard().flush(FLUSH_TIMEOUT);
  }

  /**
   * Makes a logger that adds a field to all its events.
   *
   * @param key a key
   * @param value its value, as it is now
   * @return the new logger; this one stays as it is
   */
  public StructuredLogger bind(String key, @Nullable Object value) {
    return new StructuredLogger(name, ContextFrame.merged(bound, Field.of(key, value)));
  }

  /** {@return the name of this logger} */
  public String name() {
    return name;
  }

  /**
   * Tells whether events of a level are logged.
   *
   * @param level the level
   * @return whether they are
   */
  public boolean isEnabled(Level level) {
    return output().isEnabled(Severity.of(level));
  }

  private Output output() {
    Output known = output;
    if (known != null) {
      return known;
    }
    Output found = Output.of(name);
    if (found.isFinal()) {
      output = found;
    }
    return found;
  }

  /** The event to fill, or null if its level is disabled. */
  private @Nullable EventDraft begin(Severity severity, String event) {
    if (!output().isEnabled(severity)) {
      return null;
    }
    EventDraft draft = Journal.standard().begin(severity, name);
    draft.event(event);
    draft.bound(bound);
    return draft;
  }

  /**
   * Logs what only helps to follow the code step by step.
   *
   * @param event what happened, as a name that does not change
   */
  public void trace(String event) {
    EventDraft draft = begin(Severity.TRACE, event);
    if (draft != null) {
      output().write(draft);
    }
  }

  /**
   * Logs what only helps to follow the code step by step.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   */
  public void trace(String event, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.TRACE, event);
    if (draft != null) {
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs what only helps to follow the code step by step.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void trace(String event, String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    EventDraft draft = begin(Severity.TRACE, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs what only helps to follow the code step by step.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void trace(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.TRACE, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs what only helps to follow the code step by step.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void trace(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.TRACE, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs what only helps to follow the code step by step.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void trace(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.TRACE, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs what helps in development, such as a cache that was asked.
   *
   * @param event what happened, as a name that does not change
   */
  public void debug(String event) {
    EventDraft draft = begin(Severity.DEBUG, event);
    if (draft != null) {
      output().write(draft);
    }
  }

  /**
   * Logs what helps in development, such as a cache that was asked.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   */
  public void debug(String event, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.DEBUG, event);
    if (draft != null) {
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs what helps in development, such as a cache that was asked.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void debug(String event, String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    EventDraft draft = begin(Severity.DEBUG, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs what helps in development, such as a cache that was asked.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void debug(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.DEBUG, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs what helps in development, such as a cache that was asked.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void debug(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.DEBUG, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs what helps in development, such as a cache that was asked.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void debug(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.DEBUG, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs that something happened as it should.
   *
   * @param event what happened, as a name that does not change
   */
  public void info(String event) {
    EventDraft draft = begin(Severity.INFO, event);
    if (draft != null) {
      output().write(draft);
    }
  }

  /**
   * Logs that something happened as it should.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   */
  public void info(String event, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.INFO, event);
    if (draft != null) {
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs that something happened as it should.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void info(String event, String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    EventDraft draft = begin(Severity.INFO, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs that something happened as it should.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void info(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.INFO, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs that something happened as it should.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void info(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.INFO, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs that something happened as it should.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void info(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.INFO, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   */
  public void warn(String event) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   */
  public void warn(String event, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void warn(String event, String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void warn(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void warn(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void warn(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   */
  public void warn(String event, @Nullable Throwable thrown) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.throwable(thrown);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   */
  public void warn(String event, @Nullable Throwable thrown, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void warn(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void warn(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void warn(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs what was not expected but is dealt with, such as a retry.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void warn(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.WARN, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   */
  public void error(String event) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   */
  public void error(String event, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void error(String event, String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void error(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void error(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void error(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   */
  public void error(String event, @Nullable Throwable thrown) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.throwable(thrown);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   */
  public void error(String event, @Nullable Throwable thrown, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void error(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void error(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void error(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs a failure: somebody did not get what they asked for.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void error(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.ERROR, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   */
  public void critical(String event) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   */
  public void critical(String event, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void critical(
      String event, String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void critical(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void critical(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void critical(
      String event,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   */
  public void critical(String event, @Nullable Throwable thrown) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.throwable(thrown);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   */
  public void critical(String event, @Nullable Throwable thrown, String k1, @Nullable Object v1) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   */
  public void critical(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   */
  public void critical(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   */
  public void critical(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      output().write(draft);
    }
  }

  /**
   * Logs what concerns the whole service; SLF4J's ERROR with the marker CRITICAL.
   *
   * @param event what happened, as a name that does not change
   * @param thrown the exception, with its causes
   * @param k1 a key
   * @param v1 its value
   * @param k2 a key
   * @param v2 its value
   * @param k3 a key
   * @param v3 its value
   * @param k4 a key
   * @param v4 its value
   * @param more further keys and values in turn
   */
  public void critical(
      String event,
      @Nullable Throwable thrown,
      String k1,
      @Nullable Object v1,
      String k2,
      @Nullable Object v2,
      String k3,
      @Nullable Object v3,
      String k4,
      @Nullable Object v4,
      @Nullable Object... more) {
    EventDraft draft = begin(Severity.CRITICAL, event);
    if (draft != null) {
      draft.throwable(thrown);
      draft.add(k1, v1);
      draft.add(k2, v2);
      draft.add(k3, v3);
      draft.add(k4, v4);
      draft.addAll(more);
      output().write(draft);
    }
  }

  /**
   * Begins an event of level TRACE, to add fields one by one.
   *
   * @param event what happened, as a name that does not change
   * @return the event, which is written by its {@link Event#log()}
   */
  public Event atTrace(String event) {
    return at(Severity.TRACE, event);
  }

  /**
   * Begins an event of level DEBUG, to add fields one by one.
   *
   * @param event what happened, as a name that does not change
   * @return the event, which is written by its {@link Event#log()}
   */
  public Event atDebug(String event) {
    return at(Severity.DEBUG, event);
  }

  /**
   * Begins an event of level INFO, to add fields one by one.
   *
   * @param event what happened, as a name that does not change
   * @return the event, which is written by its {@link Event#log()}
   */
  public Event atInfo(String event) {
    return at(Severity.INFO, event);
  }

  /**
   * Begins an event of level WARN, to add fields one by one.
   *
   * @param event what happened, as a name that does not change
   * @return the event, which is written by its {@link Event#log()}
   */
  public Event atWarn(String event) {
    return at(Severity.WARN, event);
  }

  /**
   * Begins an event of level ERROR, to add fields one by one.
   *
   * @param event what happened, as a name that does not change
   * @return the event, which is written by its {@link Event#log()}
   */
  public Event atError(String event) {
    return at(Severity.ERROR, event);
  }

  /**
   * Begins an event of level CRITICAL, to add fields one by one.
   *
   * @param event what happened, as a name that does not change
   * @return the event, which is written by its {@link Event#log()}
   */
  public Event atCritical(String event) {
    return at(Severity.CRITICAL, event);
  }

  private Event at(Severity severity, String event) {
    return output().isEnabled(severity) ? new Event(this, severity, event) : Event.DISABLED;
  }

  @Override
  public String toString() {
    return "StructuredLogger[" + name + "]";
  }

  /**
   * An event that is being filled. Nothing is written before {@link #log()}, and one that is never
   * logged costs nothing. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Event {

    private static final Event DISABLED = new Event(null, Severity.TRACE, "");

    private final @Nullable StructuredLogger logger;
    private final Severity severity;
    private final String name;
    private final List<@Nullable Object> pairs = new ArrayList<>(8);
    private @Nullable Throwable thrown;

    private Event(@Nullable StructuredLogger logger, Severity severity, String name) {
      this.logger = logger;
      this.severity = severity;
      this.name = name;
    }

    /** What {@link #lazy} keeps until the event is logged. */
    private record Later(Supplier<?> supplier) {}

    /**
     * Adds a field.
     *
     * @param key a key
     * @param value its value
     * @return this event
     */
    public Event with(String key, @Nullable Object value) {
      if (logger != null) {
        pairs.add(key);
        pairs.add(value);
      }
      return this;
    }

    /**
     * Adds a field whose value is asked for when the event is logged, once, and only if its level is
     * enabled.
     *
     * @param key a key
     * @param value what answers the value; if it throws, a text that says so stands there
     * @return this event
     */
    public Event lazy(String key, Supplier<?> value) {
      return logger == null ? this : with(key, new Later(value));
    }

    /**
     * Adds an exception.
     *
     * @param exception the exception, with its causes
     * @return this event
     */
    public Event cause(@Nullable Throwable exception) {
      if (logger != null) {
        thrown = exception;
      }
      return this;
    }

    /** Writes the event. */
    public void log() {
      StructuredLogger target = logger;
      if (target == null) {
        return;
      }
      EventDraft draft = target.begin(severity, name);
      if (draft == null) {
        return;
      }
      draft.throwable(thrown);
      for (int i = 0; i < pairs.size(); i += 2) {
        draft.add((String) pairs.get(i), resolved(pairs.get(i + 1)));
      }
      target.output().write(draft);
    }

    private static @Nullable Object resolved(@Nullable Object value) {
      return value instanceof Later later ? Field.supplied(later.supplier) : value;
    }
  }
}
