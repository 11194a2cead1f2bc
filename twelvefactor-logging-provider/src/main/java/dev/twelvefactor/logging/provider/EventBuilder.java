// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Field;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Collects what a statement such as {@code log.atInfo().addKeyValue("id", 1).log("done")} says. That
 * of SLF4J makes an object of each pair and one of the event, for a logger to take apart again.
 *
 * <p>It takes no draft of the journal before all is said, as it may never be. Not safe for use by
 * many threads.
 */
final class EventBuilder implements LoggingEventBuilder {

  private final String logger;
  private final Severity severity;
  private @Nullable Object[] pairs = new Object[8];
  private int end;
  private @Nullable List<@Nullable Object> arguments;
  private @Nullable List<Marker> markers;
  private @Nullable String message;
  private @Nullable Throwable cause;

  EventBuilder(String logger, Severity severity) {
    this.logger = logger;
    this.severity = severity;
  }

  @Override
  public LoggingEventBuilder setCause(@Nullable Throwable throwable) {
    cause = throwable;
    return this;
  }

  @Override
  public LoggingEventBuilder addMarker(@Nullable Marker marker) {
    if (marker != null) {
      markers = markers == null ? new ArrayList<>(2) : markers;
      markers.add(marker);
    }
    return this;
  }

  @Override
  public LoggingEventBuilder addArgument(@Nullable Object argument) {
    arguments = arguments == null ? new ArrayList<>(4) : arguments;
    arguments.add(argument);
    return this;
  }

  @Override
  public LoggingEventBuilder addArgument(Supplier<?> supplier) {
    return addArgument(Field.supplied(supplier));
  }

  @Override
  public LoggingEventBuilder addKeyValue(@Nullable String key, @Nullable Object value) {
    if (end == pairs.length) {
      pairs = Arrays.copyOf(pairs, end * 2);
    }
    pairs[end] = key;
    pairs[end + 1] = value;
    end += 2;
    return this;
  }

  @Override
  public LoggingEventBuilder addKeyValue(@Nullable String key, Supplier<Object> supplier) {
    return addKeyValue(key, Field.supplied(supplier));
  }

  @Override
  public LoggingEventBuilder setMessage(@Nullable String text) {
    message = text;
    return this;
  }

  @Override
  public LoggingEventBuilder setMessage(Supplier<String> supplier) {
    return setMessage(text(supplier));
  }

  private static @Nullable String text(Supplier<String> supplier) {
    return (String) Field.supplied(supplier);
  }

  @Override
  public void log() {
    EventDraft draft = Journal.standard().begin(severity, logger);
    if (markers != null) {
      for (Marker marker : markers) {
        draft.marker(marker.getName());
      }
    }
    for (int i = 0; i < end; i += 2) {
      draft.add((String) pairs[i], pairs[i + 1]);
    }
    EventLogger.say(draft, message, arguments == null ? null : arguments.toArray(), cause);
    Journal.standard().write(draft);
  }

  @Override
  public void log(@Nullable String text) {
    setMessage(text).log();
  }

  @Override
  public void log(@Nullable String text, @Nullable Object argument) {
    setMessage(text).addArgument(argument).log();
  }

  @Override
  public void log(@Nullable String text, @Nullable Object first, @Nullable Object second) {
    setMessage(text).addArgument(first).addArgument(second).log();
  }

  @Override
  public void log(@Nullable String text, @Nullable Object @Nullable ... more) {
    setMessage(text);
    if (more != null) {
      for (Object argument : more) {
        addArgument(argument);
      }
    }
    log();
  }

  @Override
  public void log(@Nullable Supplier<String> supplier) {
    log(supplier == null ? null : text(supplier));
  }
}
