// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyObserver.Event;
import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an observer what happened; one that throws harms nobody and is reported once. */
final class SafeObserver {

  private static final Logger log = LoggerFactory.getLogger(SafeObserver.class);

  /** Hears nothing, so that nothing is made for it. */
  static final IdempotencyObserver NOBODY = new IdempotencyObserver() {};

  private final IdempotencyObserver observer;
  private final AtomicBoolean reported = new AtomicBoolean();

  SafeObserver(IdempotencyObserver observer) {
    this.observer = observer;
  }

  void tell(Kind kind, IdempotencyRecord.RecordKey key, long startNanos) {
    if (observer == NOBODY) {
      return;
    }
    try {
      observer.observed(new Event(kind, key, Duration.ofNanos(System.nanoTime() - startNanos)));
    } catch (Throwable e) {
      // Of whatever kind: a run whose lease is renewed must come to its end.
      if (!reported.getAndSet(true)) {
        log.warn("an idempotency observer throws; it is called on, and not reported again", e);
      }
    }
  }
}
