// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;

/** Tells what happens in one call, however far from its caller: with the time since it began. */
record CallEvents(SafeObserver observer, RecordKey record, long startNanos) {

  void tell(Kind kind) {
    observer.tell(kind, record, startNanos);
  }
}
