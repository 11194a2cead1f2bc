// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way: filled by whoever logs, then written and used again by the {@link Journal}.
 *
 * <p>Not safe for use by many threads; it belongs to who has it from {@link Journal#begin}.
 */
public final class EventDraft {

  static final Field[] NO_FIELDS = {};
  private static final String BAD_PAIRS = "!bad_pairs";
  private static final int RETAINED = 64;

  final EventEncoder encoder;
  Severity severity = Severity.INFO;
  String logger = "";

  @Nullable
  String event;

  @Nullable
  CharSequence message;

  final EventOrigin origin = new EventOrigin();

  /** Whether the taps have seen it where it came from. */
  boolean relayed;

  @Nullable
  Throwable throwable;

  @Nullable
  Thrown thrown;

  @Nullable
  String[] keys = new String[16];

  @Nullable
  Object[] values = new Object[16];

  int count;
  Field[] bound = NO_FIELDS;
  Field[] context = NO_FIELDS;

  @Nullable
  Map<String, ? extends @Nullable Object> mdc;

  @Nullable
  Map<String, ?> stacks;

  String[] markers = new String[4];
  int markerCount;

  EventDraft(LineFormat format) {
    encoder = new EventEncoder(format);
  }

  void start(Severity severity, String logger) {
    this.severity = severity;
    this.logger = logger;
  }

  /** Drops all references, so that a kept draft keeps nothing alive. */
  void clear() {
    event = null;
    message = null;
    origin.clear();
    relayed = false;
    throwable = null;
    thrown = null;
    if (count > RETAINED) {
      keys = new String[16];
      values = new Object[16];
    } else {
      Arrays.fill(keys, 0, count, null);
      Arrays.fill(values, 0, count, null);
    }
    count = 0;
    bound = NO_FIELDS;
    context = NO_FIELDS;
    mdc = null;
    stacks = null;
    markerCount = 0;
    encoder.reset();
  }

  /** {@return how grave it is} */
  public Severity severity() {
    return severity;
  }

  /** {@return the name of the logger} */
  public String logger() {
    return logger;
  }

  /** {@return the name of the event; null where there is only a message} */
  public @Nullable String event() {
    return event;
  }

  /** {@return the exception, if it is at hand itself} */
  public @Nullable Throwable throwable() {
    return throwable;
  }

  /** {@return the fields that the logger adds} */
  public Field[] bound() {
    return bound;
  }

  /** {@return how many pairs there are} */
  public int count() {
    return count;
  }

  /**
   * {@return a key}
   *
   * @param index from 0
   */
  public String key(int index) {
    String key = keys[index];
    return key == null ? "null" : key;
  }

  /**
   * {@return a value, frozen once {@link #freeze()} was called}
   *
   * @param index from 0
   */
  public @Nullable Object value(int index) {
    return values[index];
  }

  /**
   * Names the event.
   *
   * @param name the name
   */
  public void event(@Nullable String name) {
    event = name == null ? "null" : name;
  }

  /** Sets the text, which has no placeholders. */
  void message(@Nullable CharSequence text) {
    message = text;
  }

  /**
   * Renders a text with placeholders; runs foreign code.
   *
   * @param template the text with {@code {}} where an argument goes
   * @param arguments the arguments
   */
  public void message(@Nullable String template, @Nullable Object @Nullable [] arguments) {
    if (template == null || arguments == null || arguments.length == 0) {
      message = template;
      return;
    }
    message = encoder.messages().render(template, arguments);
  }

  /**
   * Renders a text with numbered placeholders; runs foreign code.
   *
   * @param template the text with <code>{0}</code> where the first argument goes
   * @param arguments the arguments
   */
  public void numberedMessage(@Nullable String template, @Nullable Object @Nullable [] arguments) {
    if (template == null || arguments == null || arguments.length == 0) {
      message = template;
      return;
    }
    message = encoder.messages().renderNumbered(template, arguments);
  }

  /**
   * Adds an exception.
   *
   * @param exception the exception
   */
  public void throwable(@Nullable Throwable exception) {
    throwable = exception;
  }

  /**
   * Adds an exception that is not at hand itself.
   *
   * @param exception what is known of it
   */
  public void thrown(@Nullable Thrown exception) {
    thrown = exception;
  }

  /**
   * Says when and where it happened, if not now and here.
   *
   * @param at the time
   * @param threadName the thread
   */
  public void origin(Instant at, String threadName) {
    origin.set(at, threadName);
  }

  /** Says that it comes from the logger of this library, which has shown it to the taps. */
  public void relayed() {
    relayed = true;
  }

  /**
   * Adds fields of the logger.
   *
   * @param fields the fields; not changed
   */
  public void bound(Field[] fields) {
    bound = fields;
  }

  /**
   * Says in which context it happened, if not in the current one.
   *
   * @param fields the fields
   * @param texts the MDC
   */
  public void context(Field[] fields, Map<String, ? extends @Nullable Object> texts) {
    context = fields;
    mdc = texts;
    stacks = null;
  }

  /**
   * Adds a field; of two with the same key the later one wins.
   *
   * @param key the key
   * @param value the value
   */
  public void add(@Nullable String key, @Nullable Object value) {
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    keys[count] = key;
    values[count++] = value;
  }

  /**
   * Adds pairs; what is no pair goes under a key of its own.
   *
   * @param pairs keys and values in turn
   */
  public void addAll(@Nullable Object @Nullable [] pairs) {
    if (pairs == null) {
      add(BAD_PAIRS, null);
      return;
    }
    int i = 0;
    while (i + 1 < pairs.length && (pairs[i] == null || pairs[i] instanceof String)) {
      add((String) pairs[i], pairs[i + 1]);
      i += 2;
    }
    if (i < pairs.length) {
      add(BAD_PAIRS, Arrays.asList(pairs).subList(i, pairs.length));
    }
  }

  /**
   * Adds the name of a marker.
   *
   * @param name the name
   */
  public void marker(String name) {
    if (name.equals(Severity.CRITICAL_MARKER)) {
      severity = severity == Severity.ERROR ? Severity.CRITICAL : severity;
      return;
    }
    if (markerCount == markers.length) {
      markers = Arrays.copyOf(markers, markerCount * 2);
    }
    markers[markerCount++] = name;
  }

  /** Runs all foreign code of the values and of the exception; afterwards there is none left. */
  public void freeze() {
    for (int i = 0; i < count; i++) {
      values[i] = Freezer.freeze(values[i]);
    }
    if (throwable != null && thrown == null) {
      thrown = Thrown.of(throwable);
    }
  }
}
