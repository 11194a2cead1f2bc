// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterAttachableImpl;
import ch.qos.logback.core.spi.FilterReply;
import dev.twelvefactor.logging.internal.Journal;
import java.util.List;

/**
 * An appender for Logback that writes lines of JSON to standard output, whatever state that is in,
 * and tells what was lost.
 *
 * <p>Unlike Logback's own appenders it does not stop at the first failure, and it writes what is
 * logged while an event is being written. It needs no encoder. Safe for use by many threads.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Who names this class has Logback, which nobody else needs.
public final class StdoutAppender extends ContextAwareBase implements Appender<ILoggingEvent> {

  private final FilterAttachableImpl<ILoggingEvent> filters = new FilterAttachableImpl<>();
  private String name = "stdout";
  private volatile boolean started;

  /** Makes an appender; Logback does, by its configuration. */
  public StdoutAppender() {}

  @Override
  public void doAppend(ILoggingEvent event) {
    if (started && filters.getFilterChainDecision(event) != FilterReply.DENY) {
      Journal.standard().write(LogbackEvents.draft(event));
    }
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public void setName(String name) {
    this.name = name;
  }

  @Override
  public void start() {
    started = true;
  }

  @Override
  public void stop() {
    started = false;
  }

  @Override
  public boolean isStarted() {
    return started;
  }

  @Override
  public void addFilter(Filter<ILoggingEvent> filter) {
    filters.addFilter(filter);
  }

  @Override
  public void clearAllFilters() {
    filters.clearAllFilters();
  }

  @Override
  public List<Filter<ILoggingEvent>> getCopyOfAttachedFiltersList() {
    return filters.getCopyOfAttachedFiltersList();
  }

  @Override
  public FilterReply getFilterChainDecision(ILoggingEvent event) {
    return filters.getFilterChainDecision(event);
  }
}
