// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import org.slf4j.event.Level;

/** How grave an event is: the levels of SLF4J and CRITICAL above them. */
public enum Severity {
  /** What only helps to follow the code. */
  TRACE(Level.TRACE),
  /** What helps in development. */
  DEBUG(Level.DEBUG),
  /** Something happened as it should. */
  INFO(Level.INFO),
  /** Not expected, but dealt with. */
  WARN(Level.WARN),
  /** Somebody did not get what they asked for. */
  ERROR(Level.ERROR),
  /** The whole service is concerned. */
  CRITICAL(Level.ERROR);

  /** The name of the SLF4J marker that makes an ERROR a CRITICAL. */
  public static final String CRITICAL_MARKER = "CRITICAL";

  private final Level level;
  private final int rank;

  Severity(Level level) {
    this.level = level;
    this.rank = name().equals("CRITICAL") ? level.toInt() + 10 : level.toInt();
  }

  /** {@return the SLF4J level, which is ERROR for CRITICAL} */
  public Level level() {
    return level;
  }

  /** {@return a number that is greater the graver it is} */
  public int rank() {
    return rank;
  }

  /**
   * Translates an SLF4J level.
   *
   * @param level the level
   * @return the severity of the same name
   */
  public static Severity of(Level level) {
    if (level == Level.INFO) {
      return INFO;
    }
    if (level == Level.WARN) {
      return WARN;
    }
    if (level == Level.ERROR) {
      return ERROR;
    }
    return level == Level.DEBUG ? DEBUG : TRACE;
  }
}
