// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Takes the records of {@code java.util.logging}. Safe for use by many threads. */
final class JulHandler extends Handler {

  private static final String BRIDGE = "org.slf4j.bridge.SLF4JBridgeHandler";

  private final Loggers loggers;

  JulHandler(Loggers loggers) {
    this.loggers = loggers;
  }

  @Override
  public void publish(@Nullable LogRecord record) {
    if (record == null || bridged()) {
      return;
    }
    String name = record.getLoggerName() == null ? "" : record.getLoggerName();
    Severity severity = severity(record.getLevel());
    if (!loggers.logger(name).isEnabledFor(severity)) {
      return;
    }
    EventDraft draft = Journal.standard().begin(severity, name);
    draft.throwable(record.getThrown());
    draft.numberedMessage(message(record), record.getParameters());
    Journal.standard().write(draft);
  }

  /** Whether somebody has the records sent to SLF4J anyway, so that each would come twice. */
  private static boolean bridged() {
    for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
      if (handler.getClass().getName().equals(BRIDGE)) {
        return true;
      }
    }
    return false;
  }

  private static Severity severity(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return Severity.ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return Severity.WARN;
    }
    if (value >= Level.INFO.intValue()) {
      return Severity.INFO;
    }
    return value >= Level.FINE.intValue() ? Severity.DEBUG : Severity.TRACE;
  }

  private static @Nullable String message(LogRecord record) {
    String message = record.getMessage();
    ResourceBundle bundle = record.getResourceBundle();
    if (bundle == null || message == null) {
      return message;
    }
    try {
      return bundle.getString(message);
    } catch (MissingResourceException | ClassCastException untranslated) {
      return message;
    }
  }

  @Override
  public void flush() {
    // A line is handed over before publish returns.
  }

  @Override
  public void close() {
    // Standard output belongs to the process.
  }
}
