// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;

/**
 * Claims a record for one call, under one owner.
 *
 * <p>A claim whose answer is lost is sent again: the store answers the same fence. When the time for
 * that is over, a withdrawal goes out behind it, so that a claim that is still on its way leaves no
 * record that nobody runs.
 */
final class Claiming {

  /** The answer, and when the claim that brought it was sent. */
  record Answer(Claim claim, long sentNanos) {}

  private final Engine engine;
  private final CallEvents events;
  private final RecordKey key;
  private final String fingerprint;
  private final OperationOptions<?> options;
  private final String owner = Owners.next();

  Claiming(Engine engine, CallEvents events, String fingerprint, OperationOptions<?> options) {
    this.engine = engine;
    this.events = events;
    this.key = events.record();
    this.fingerprint = fingerprint;
    this.options = options;
  }

  Answer claim() {
    long end = System.nanoTime() + engine.patience().toNanos();
    ClaimRequest request = new ClaimRequest(
        owner,
        fingerprint,
        options.lease,
        options.retention,
        options.onCrash,
        !options.intentMarkedByTask,
        options.maxAttempts);
    try {
      return Persistence.untilKnown(() -> send(request), end);
    } catch (IdempotencyException e) {
      events.tell(Kind.STORE_ERROR);
      if (e.maybeApplied()) {
        withdraw();
      }
      throw new IdempotencyException(
          Reason.STORE,
          "the operation was not begun: " + e.getMessage()
              + (e.maybeApplied()
                  ? " (the claim alone; it blocks the key for a lease at most)"
                  : ""),
          /* maybeApplied= */ false,
          e);
    }
  }

  private Answer send(ClaimRequest request) {
    long sent = System.nanoTime();
    return new Answer(engine.store().claim(key, request), sent);
  }

  private void withdraw() {
    ReleaseRequest request =
        new ReleaseRequest(ReleaseMode.WITHDRAWN, fingerprint, options.retention);
    engine
        .background()
        .untilDone(() -> isWithdrawn(request), options.lease, /* givenUp= */ () -> {});
  }

  private boolean isWithdrawn(ReleaseRequest request) {
    try {
      engine.store().release(key, new Ownership(owner, 0), request);
      return true;
    } catch (IdempotencyException e) {
      return false;
    } catch (IllegalStateException closed) {
      return true;
    }
  }
}
