// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all calls of one executor share. */
record Engine(
    IdempotencyStore store,
    SafeObserver observer,
    Background background,
    Heartbeats heartbeats,
    Joining joining,
    Duration patience) {

  private static final Logger log = LoggerFactory.getLogger(IdempotentExecutor.class);

  static Engine of(IdempotencyStore store, IdempotencyObserver observer, Duration patience) {
    Background background = new Background();
    return new Engine(
        store,
        new SafeObserver(observer),
        background,
        new Heartbeats(background),
        new Joining(),
        patience);
  }

  /** Waits until then for what is still to be stored, and closes the store. */
  void close(long endNanos) {
    background.flush(endNanos - System.nanoTime());
    int left = background.pending();
    if (left > 0) {
      log.warn("closed while {} results or releases were still to be stored", left);
    }
    background.close();
    store.close();
  }
}
