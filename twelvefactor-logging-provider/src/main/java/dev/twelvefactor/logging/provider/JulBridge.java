// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Makes {@code java.util.logging} log here alone: one handler at its root, and the levels that the
 * loggers here have.
 */
final class JulBridge implements Runnable {

  private final Loggers loggers;

  /** Held, as {@code java.util.logging} itself forgets loggers that nobody holds. */
  private final List<Logger> levelled = new ArrayList<>();

  private JulBridge(Loggers loggers) {
    this.loggers = loggers;
  }

  static void install(Loggers loggers) {
    new JulBridge(loggers).install();
  }

  private void install() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new JulHandler(loggers));
    run();
    loggers.onChange(this);
  }

  /** Takes over the levels as they are now. */
  @Override
  public void run() {
    for (Logger logger : levelled) {
      logger.setLevel(null);
    }
    levelled.clear();
    LogManager.getLogManager().getLogger("").setLevel(level(loggers.least("")));
    for (Map.Entry<String, Severity> entry : loggers.levels().entrySet()) {
      if (!entry.getKey().isEmpty()) {
        Logger logger = Logger.getLogger(entry.getKey());
        logger.setLevel(level(entry.getValue()));
        levelled.add(logger);
      }
    }
  }

  private static Level level(Severity severity) {
    return switch (severity) {
      case TRACE -> Level.FINEST;
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARN -> Level.WARNING;
      case ERROR, CRITICAL -> Level.SEVERE;
    };
  }
}
