// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.EventPairs;
import dev.twelvefactor.logging.internal.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.DefaultLoggingEvent;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.LoggingEventAware;

/**
 * A backend that takes keys and values, such as Logback: it gets them typed and without secrets.
 *
 * <p>Encoders there may lose an event that has a name twice. So each key is given once, none is also
 * in the MDC during the call, and none is what such encoders write themselves.
 */
final class PairsOutput implements Output {

  private static final Marker CRITICAL =
      new BasicMarkerFactory().getDetachedMarker(Severity.CRITICAL_MARKER);

  private final Logger logger;
  private final LoggingEventAware aware;

  PairsOutput(Logger logger, LoggingEventAware aware) {
    this.logger = logger;
    this.aware = aware;
  }

  @Override
  public boolean isEnabled(Severity severity) {
    return logger.isEnabledForLevel(severity.level());
  }

  @Override
  public void write(EventDraft draft) {
    try {
      Output.tellProblems();
      ForeignEvent event = ForeignEvent.of(draft);
      Carrier carrier = new Carrier(draft.severity().level(), logger, EventPairs.of(event.pairs()));
      carrier.setMessage(event.name());
      carrier.setThrowable(event.throwable());
      carrier.setCallerBoundary(StructuredLogger.class.getName());
      if (draft.severity() == Severity.CRITICAL) {
        carrier.addMarker(CRITICAL);
      }
      withoutDuplicates(event.pairs(), () -> aware.log(carrier));
    } catch (Throwable failure) {
      ForeignEvent.fallBack(logger, draft, failure);
    } finally {
      ForeignEvent.release(draft);
    }
  }

  /** Hands over our list of pairs itself, as its type says something. */
  private static final class Carrier extends DefaultLoggingEvent {

    private final EventPairs pairs;

    Carrier(Level level, Logger logger, EventPairs pairs) {
      super(level, logger);
      this.pairs = pairs;
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
      return pairs;
    }
  }

  private static void withoutDuplicates(Map<String, @Nullable Object> pairs, Runnable log) {
    List<String> hidden = new ArrayList<>();
    Map<String, String> texts = MDC.getCopyOfContextMap();
    if (texts != null) {
      texts.keySet().stream().filter(key -> clashes(key, pairs)).forEach(hidden::add);
    }
    hidden.forEach(MDC::remove);
    try {
      log.run();
    } finally {
      hidden.forEach(key -> MDC.put(key, texts == null ? null : texts.get(key)));
    }
  }

  /** Whether a key of the MDC is one of the event, or one is the beginning of the other. */
  private static boolean clashes(String key, Map<String, @Nullable Object> pairs) {
    if (pairs.containsKey(key)) {
      return true;
    }
    for (String other : pairs.keySet()) {
      if (other.startsWith(key + ".") || key.startsWith(other + ".")) {
        return true;
      }
    }
    return false;
  }
}
