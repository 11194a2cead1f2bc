// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as the state machine sees it; times in milliseconds of the store's clock.
 *
 * @param at when the lease ends while it runs, else when it came to its state
 * @param expiresAt when the record is gone
 */
record Entry(
    State state,
    OnCrash onCrash,
    boolean intent,
    boolean prior,
    int attempt,
    long fence,
    long at,
    long lease,
    String owner,
    String fingerprint,
    @Nullable Result result,
    long expiresAt) {

  /** In place of an owner whom nobody is. */
  static final String NOBODY = "-".repeat(Owners.LENGTH);

  /** In place of the fingerprint of a request that was forgotten: no digest has these characters. */
  static final String FORGOTTEN = "*".repeat(Digest.LENGTH);

  /** One that nobody runs, and of which nothing is known but its fence. */
  static Entry released(long fence, String owner, String fingerprint, long now, long expiresAt) {
    return new Entry(
        State.RELEASED,
        OnCrash.RERUN,
        /* intent= */ false,
        /* prior= */ false,
        /* attempt= */ 0,
        fence,
        now,
        /* lease= */ 0,
        owner,
        fingerprint,
        /* result= */ null,
        expiresAt);
  }

  boolean ownedBy(Ownership ownership) {
    return owner.equals(ownership.owner()) && fence == ownership.fence();
  }

  /** The effect may have happened. */
  boolean uncertain() {
    return intent || prior;
  }

  boolean isFor(String request) {
    return fingerprint.equals(request) || fingerprint.equals(FORGOTTEN);
  }

  Ownership ownership() {
    return new Ownership(owner, fence);
  }

  Entry running(long leaseEnd) {
    return new Entry(
        state,
        onCrash,
        intent,
        prior,
        attempt,
        fence,
        leaseEnd,
        lease,
        owner,
        fingerprint,
        result,
        expiresAt);
  }

  Entry marked(boolean newIntent, boolean newPrior, long newExpiresAt) {
    return new Entry(
        state,
        onCrash,
        newIntent,
        newPrior,
        attempt,
        fence,
        at,
        lease,
        owner,
        fingerprint,
        result,
        newExpiresAt);
  }

  Entry attempted(int newAttempt) {
    return new Entry(
        state,
        onCrash,
        intent,
        prior,
        newAttempt,
        fence,
        at,
        lease,
        owner,
        fingerprint,
        result,
        expiresAt);
  }

  Entry moved(State to, @Nullable Result newResult, String newOwner, long now, long newExpiresAt) {
    return new Entry(
        to,
        onCrash,
        intent,
        prior,
        attempt,
        fence,
        now,
        lease,
        newOwner,
        fingerprint,
        newResult,
        newExpiresAt);
  }

  Entry completed(State to, Result newResult, long now, long newExpiresAt) {
    return new Entry(
        to,
        onCrash,
        /* intent= */ false,
        /* prior= */ false,
        attempt,
        fence,
        now,
        lease,
        owner,
        fingerprint,
        newResult,
        newExpiresAt);
  }

  IdempotencyRecord snapshot() {
    return new IdempotencyRecord(
        state,
        ownership(),
        attempt,
        intent,
        prior,
        onCrash,
        fingerprint,
        Instant.ofEpochMilli(at),
        result);
  }
}
