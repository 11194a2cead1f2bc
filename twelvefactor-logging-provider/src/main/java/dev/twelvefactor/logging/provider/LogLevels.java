// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.logging.internal.Severity;
import org.slf4j.event.Level;

/**
 * Changes at run time which levels are logged. What the variables {@code LOG_LEVEL} and {@code
 * LOG_LEVELS} say comes back with {@link #reset}. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class LogLevels {

  private LogLevels() {}

  /**
   * Sets the least level that is logged by a logger and by all whose names begin with its name and a
   * dot.
   *
   * @param logger the name of a logger or of a package; empty for all that have no level of their
   *     own
   * @param level the least level
   */
  public static void set(String logger, Level level) {
    Loggers.instance().level(requireNonNull(logger, "logger"), Severity.of(level));
  }

  /**
   * Takes back what was {@link #set}.
   *
   * @param logger the name
   */
  public static void reset(String logger) {
    Loggers.instance().level(requireNonNull(logger, "logger"), null);
  }

  /**
   * Tells what is logged.
   *
   * @param logger the name of a logger
   * @return the least level that it logs; ERROR also where only CRITICAL is
   */
  public static Level of(String logger) {
    return Loggers.instance().least(requireNonNull(logger, "logger")).level();
  }
}
