// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of an operation: what its task needs to have its effect once.
 *
 * <p>Handed to the task, and of no use after it. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class IdempotentRun {

  private final Engine engine;
  private final RecordKey record;
  private final IdempotencyKey key;
  private final Claim.Granted grant;
  private final Lease lease;
  private final AtomicBoolean intent;

  IdempotentRun(
      Engine engine,
      RecordKey record,
      IdempotencyKey key,
      Claim.Granted grant,
      Lease lease,
      boolean intent) {
    this.engine = engine;
    this.record = record;
    this.key = key;
    this.grant = grant;
    this.lease = lease;
    this.intent = new AtomicBoolean(intent);
  }

  /**
   * {@return a number that is greater for each later run of this key, also when the store lost the
   * record in between} A resource that refuses smaller ones than it has seen lets no run of the past
   * overwrite a later one.
   */
  public long fence() {
    return grant.ownership().fence();
  }

  /** {@return which run of this key this is, from 1} */
  public int attempt() {
    return grant.attempt();
  }

  /** {@return whether an earlier run may have had its effect, and nobody knows} */
  public boolean takeover() {
    return grant.takeover();
  }

  /**
   * Makes a key for a system that the task calls, the same for each run under this idempotency key
   * and request.
   *
   * @param name which call it is, if the task makes several
   * @return 22 characters {@code A-Z a-z 0-9 _ -}
   */
  public String downstreamKey(String name) {
    return key.downstreamKey(record.operation(), requireNonNull(name, "name"));
  }

  /**
   * Says that the effect begins now, and waits until the store has noted it, in one round trip. Only
   * of use with {@link Operation.Builder#intentMarkedByTask()}, and else does nothing.
   *
   * @throws IdempotencyException if it is not noted; the effect must not begin
   */
  public void intent() {
    if (intent.get()) {
      return;
    }
    checkOwned();
    // Before it is sent: a mark whose answer is lost may be noted, and the run then counts as
    // begun.
    intent.set(true);
    if (!engine.store().mark(record, grant.ownership(), Marker.INTENT)) {
      lease.lose();
      throw lost();
    }
  }

  /**
   * Makes sure that this run still owns its key, as far as can be told without asking: call it right
   * before the effect. It knows of pauses of this process, but not of a virtual machine that stood
   * still; see {@link #verifyOwned()}.
   *
   * @throws IdempotencyException with {@link Reason#LEASE_LOST} if it may not
   */
  public void checkOwned() {
    if (!lease.owned()) {
      throw lost();
    }
  }

  /**
   * Makes sure that this run still owns its key, by one round trip, and renews its lease.
   *
   * @throws IdempotencyException with {@link Reason#LEASE_LOST} if it does not, with {@link
   *     Reason#STORE} if that cannot be found out
   */
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

  boolean mayHaveBegun() {
    return intent.get();
  }

  Lease lease() {
    return lease;
  }

  Claim.Granted grant() {
    return grant;
  }

  /** {@return the fence and the attempt} */
  @Override
  public String toString() {
    return "IdempotentRun[fence " + fence() + ", attempt " + attempt() + "]";
  }
}
