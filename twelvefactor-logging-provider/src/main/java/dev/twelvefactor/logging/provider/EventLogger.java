// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.DirectLogger;
import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/** A logger of SLF4J whose lines go to the journal. Safe for use by many threads. */
final class EventLogger extends LegacyAbstractLogger implements LoggingEventAware, DirectLogger {

  private static final long serialVersionUID = 1;

  private transient volatile int least;

  EventLogger(String name, Severity least) {
    this.name = name;
    this.least = least.rank();
  }

  void least(Severity severity) {
    least = severity.rank();
  }

  @Override
  public boolean isEnabledFor(Severity severity) {
    return severity.rank() >= least;
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabledFor(Severity.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabledFor(Severity.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabledFor(Severity.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabledFor(Severity.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabledFor(Severity.ERROR);
  }

  /** An ERROR that its marker makes a CRITICAL passes also where only those do. */
  @Override
  public boolean isErrorEnabled(@Nullable Marker marker) {
    boolean critical = marker != null && marker.getName().equals(Severity.CRITICAL_MARKER);
    return isEnabledFor(critical ? Severity.CRITICAL : Severity.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String messagePattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable throwable) {
    EventDraft draft = Journal.standard().begin(Severity.of(level), name);
    if (marker != null) {
      draft.marker(marker.getName());
    }
    draft.throwable(throwable);
    draft.message(messagePattern, arguments);
    Journal.standard().write(draft);
  }

  @Override
  public LoggingEventBuilder makeLoggingEventBuilder(Level level) {
    return new EventBuilder(name, Severity.of(level));
  }

  /** What was said before this provider was bound. */
  @Override
  public void log(LoggingEvent event) {
    EventDraft draft = Journal.standard().begin(Severity.of(event.getLevel()), name);
    List<Marker> markers = event.getMarkers();
    if (markers != null) {
      markers.forEach(marker -> draft.marker(marker.getName()));
    }
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        draft.add(pair.key, pair.value);
      }
    }
    if (event.getThreadName() != null) {
      // Kept from before the provider was bound.
      draft.origin(Instant.ofEpochMilli(event.getTimeStamp()), event.getThreadName());
    }
    say(draft, event.getMessage(), event.getArgumentArray(), event.getThrowable());
    Journal.standard().write(draft);
  }

  /** An exception that is the last argument is no argument, here as in SLF4J's other methods. */
  static void say(
      EventDraft draft,
      @Nullable String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    Throwable last = cause == null ? MessageFormatter.getThrowableCandidate(arguments) : null;
    draft.throwable(last == null ? cause : last);
    draft.message(message, last == null ? arguments : MessageFormatter.trimmedCopy(arguments));
  }
}
