// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.DirectLogger;
import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A logger of the JDK that logs by SLF4J. Safe for use by many threads. */
final class PlatformLogger implements System.Logger {

  private final Logger logger;

  PlatformLogger(Logger logger) {
    this.logger = logger;
  }

  @Override
  public String getName() {
    return logger.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return switch (level) {
      case ALL -> true;
      case OFF -> false;
      default -> logger.isEnabledForLevel(severity(level).level());
    };
  }

  private static Severity severity(Level level) {
    return switch (level) {
      case ALL, TRACE -> Severity.TRACE;
      case DEBUG -> Severity.DEBUG;
      case WARNING -> Severity.WARN;
      case ERROR, OFF -> Severity.ERROR;
      default -> Severity.INFO;
    };
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String msg,
      @Nullable Throwable thrown) {
    write(level, translated(bundle, msg), null, thrown);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... params) {
    write(level, translated(bundle, format), params, null);
  }

  private static @Nullable String translated(
      @Nullable ResourceBundle bundle, @Nullable String text) {
    if (bundle == null || text == null) {
      return text;
    }
    try {
      return bundle.getString(text);
    } catch (MissingResourceException | ClassCastException untranslated) {
      return text;
    }
  }

  private void write(
      Level level,
      @Nullable String text,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    if (!(logger instanceof DirectLogger)) {
      foreign(level, text, arguments, thrown);
      return;
    }
    EventDraft draft = Journal.standard().begin(severity(level), logger.getName());
    draft.throwable(thrown);
    draft.numberedMessage(text, arguments);
    Journal.standard().write(draft);
  }

  private void foreign(
      Level level,
      @Nullable String text,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String message = text == null || arguments == null || arguments.length == 0
        ? String.valueOf(text)
        : formatted(text, arguments);
    logger.makeLoggingEventBuilder(severity(level).level()).setCause(thrown).log(message);
  }

  private static String formatted(String text, @Nullable Object[] arguments) {
    try {
      return MessageFormat.format(text, arguments);
    } catch (IllegalArgumentException malformed) {
      return text + " " + Arrays.toString(arguments);
    }
  }
}
