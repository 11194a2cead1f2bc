// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import java.util.concurrent.atomic.AtomicInteger;

/** The record that one run owns, as long as it does. */
final class OwnedRecord implements Guard {

  private final Engine engine;
  private final RecordKey key;
  private final String fingerprint;
  private final Ownership ownership;
  private final Lease lease;

  /** Whether the store knows that the effect may begin. */
  private volatile boolean noted;

  /** How many marks were sent of which nobody knows whether the store has noted them. */
  private final AtomicInteger inDoubt = new AtomicInteger();

  private volatile boolean settled;

  OwnedRecord(
      Engine engine,
      RecordKey key,
      String fingerprint,
      Ownership ownership,
      Lease lease,
      boolean intent) {
    this.engine = engine;
    this.key = key;
    this.fingerprint = fingerprint;
    this.ownership = ownership;
    this.lease = lease;
    this.noted = intent;
  }

  @Override
  public void intent() {
    if (noted) {
      return;
    }
    checkOwned();
    // Before it is sent: a mark whose answer is lost may be noted, and the run then counts as
    // begun.
    inDoubt.incrementAndGet();
    if (!mark()) {
      lease.lose();
      throw lost();
    }
    noted = true;
  }

  private boolean mark() {
    long end = System.nanoTime() + engine.patience().toNanos();
    try {
      return Persistence.untilDone(() -> engine.store().mark(key, ownership, Marker.INTENT), end);
    } catch (IdempotencyException e) {
      if (!e.maybeApplied()) {
        inDoubt.decrementAndGet();
      }
      throw e;
    }
  }

  @Override
  public void checkOwned() {
    if (!lease.owned()) {
      throw lost();
    }
  }

  @Override
  public void verifyOwned() {
    if (!lease.verify()) {
      throw lost();
    }
  }

  private static IdempotencyException lost() {
    return new IdempotencyException(
        Reason.LEASE_LOST,
        "this run does not own its key any more; it must not begin another effect",
        /* maybeApplied= */ true,
        (Throwable) null);
  }

  /** The effect may have begun. */
  boolean mayHaveBegun() {
    return noted || inDoubt.get() > 0;
  }

  /** From now on its end is told, or goes on being told in the background. */
  void settle() {
    settled = true;
  }

  boolean isSettled() {
    return settled;
  }

  RecordKey key() {
    return key;
  }

  String fingerprint() {
    return fingerprint;
  }

  Ownership ownership() {
    return ownership;
  }

  Lease lease() {
    return lease;
  }
}
