// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.time.Instant;

/** When and on which thread an event happened. */
final class EventOrigin {

  /** Empty for a virtual thread without a name too. */
  String thread = "";

  long second;
  int nanos;
  private boolean known;

  boolean isKnown() {
    return known;
  }

  void set(Instant at, String threadName) {
    second = at.getEpochSecond();
    nanos = at.getNano();
    thread = threadName;
    known = true;
  }

  /** Now and here. Not by {@link #set}, so that the compiler need not make an instant. */
  void now() {
    Instant now = Instant.now();
    second = now.getEpochSecond();
    nanos = now.getNano();
    thread = Thread.currentThread().getName();
    known = true;
  }

  void clear() {
    thread = "";
    known = false;
  }
}
