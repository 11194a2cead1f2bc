// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import dev.twelvefactor.logging.internal.DirectLogger;
import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventAware;

/** Where the events of a logger go: to whatever SLF4J is bound to. Safe for use by many threads. */
interface Output {

  /** Finds where a logger's events go. */
  static Output of(String name) {
    Logger logger = Binding.logger(name);
    if (logger instanceof DirectLogger direct) {
      return new Direct(direct);
    }
    if (logger instanceof LoggingEventAware aware) {
      return new PairsOutput(logger, aware);
    }
    return new TextOutput(logger);
  }

  /** Tells a foreign backend of bad settings before its first event, as lines of JSON do. */
  static void tellProblems() {
    for (EventDraft problem : Journal.standard().untoldProblems()) {
      of(problem.logger()).write(problem);
    }
  }

  boolean isEnabled(Severity severity);

  /** Writes the event and takes back its draft; never throws. */
  void write(EventDraft draft);

  /** Whether this is the answer for good: not while SLF4J is still being bound. */
  default boolean isFinal() {
    return true;
  }

  /** Our own provider: the event goes out as it is. */
  final class Direct implements Output {

    private final DirectLogger logger;

    Direct(DirectLogger logger) {
      this.logger = logger;
    }

    @Override
    public boolean isEnabled(Severity severity) {
      return logger.isEnabledFor(severity);
    }

    @Override
    public void write(EventDraft draft) {
      Journal.standard().write(draft);
    }
  }
}
