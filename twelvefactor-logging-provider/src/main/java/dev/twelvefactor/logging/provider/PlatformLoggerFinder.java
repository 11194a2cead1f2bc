// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import org.slf4j.LoggerFactory;

/**
 * Sends what is logged by {@code System.Logger} to SLF4J. The JDK finds it by itself; nobody else
 * needs it. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class PlatformLoggerFinder extends System.LoggerFinder {

  /** Makes the finder; the JDK does. */
  public PlatformLoggerFinder() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new PlatformLogger(LoggerFactory.getLogger(name));
  }
}
