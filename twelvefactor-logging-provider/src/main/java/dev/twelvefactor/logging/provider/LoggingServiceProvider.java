// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Binds SLF4J to standard output. SLF4J finds it by itself; nobody else needs it.
 *
 * <p>Start-up does not fail because another provider is present too: an event says which dependency
 * to exclude. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class LoggingServiceProvider implements SLF4JServiceProvider {

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new ThreadMdc();

  /** Makes the provider; SLF4J does. */
  public LoggingServiceProvider() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return Loggers.instance();
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    OtherProviders.report();
    try {
      JulBridge.install(Loggers.instance());
    } catch (NoClassDefFoundError absent) {
      // Without the module java.logging nobody logs that way.
    }
  }
}
