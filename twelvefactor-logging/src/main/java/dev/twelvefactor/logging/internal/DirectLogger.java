// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/** An SLF4J logger whose lines are those of the {@link Journal}, so that events can go there at once. */
public interface DirectLogger {

  /**
   * Tells whether events of a severity are logged.
   *
   * @param severity the severity
   * @return whether they are
   */
  boolean isEnabledFor(Severity severity);
}
