// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the caller how far a put is; a listener that throws is reported, and not called again. */
final class Progress {

  private static final Logger log = LoggerFactory.getLogger(PutOptions.class);

  private final LongConsumer listener;
  private volatile boolean failed;

  Progress(LongConsumer listener) {
    this.listener = listener;
  }

  void sent(long bytes) {
    if (failed) {
      return;
    }
    try {
      listener.accept(bytes);
    } catch (Throwable e) {
      failed = true;
      log.warn("a progress listener throws; it is not called again, and the put goes on", e);
    }
  }
}
