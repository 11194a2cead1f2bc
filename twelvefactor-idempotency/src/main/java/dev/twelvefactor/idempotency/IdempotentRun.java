// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import java.util.UUID;

/**
 * One run of an operation: what its task needs to have its effect once.
 *
 * <p>Handed to the task, and of no use after it. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class IdempotentRun {

  private static final String UNGUARDED = "unguarded";

  private final String operation;
  private final IdempotencyKey key;
  private final Claim.Granted grant;
  private final Guard guard;

  IdempotentRun(String operation, IdempotencyKey key, Claim.Granted grant, Guard guard) {
    this.operation = operation;
    this.key = key;
    this.grant = grant;
    this.guard = guard;
  }

  /**
   * Makes a run that nothing guards, for a task that is called without an idempotency key. Its fence
   * is 0, its downstream keys are like no others, and what it asks for is always allowed.
   *
   * @return the run
   */
  public static IdempotentRun unguarded() {
    String random = UUID.randomUUID().toString();
    return new IdempotentRun(
        UNGUARDED,
        IdempotencyKey.withoutFingerprint(UNGUARDED, random),
        new Claim.Granted(new Ownership(Entry.NOBODY, 0), 1, false),
        Guard.NONE);
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
    return key.downstreamKey(operation, requireNonNull(name, "name"));
  }

  /**
   * Says that the effect begins now, and waits until the store has noted it, in one round trip; while
   * the store does not answer, it is sent again for {@link IdempotentExecutor.Builder#patience}. Only
   * of use with {@link Operation.Builder#intentMarkedByTask()}, and else does nothing.
   *
   * @throws IdempotencyException if it is not noted, with {@link Reason#LEASE_LOST} or {@link
   *     Reason#STORE}; the effect must not begin. If the task passes the latter on, the next caller
   *     runs the operation, unless the note may have arrived all the same
   */
  public void intent() {
    guard.intent();
  }

  /**
   * Makes sure that this run still owns its key, as far as can be told without asking: call it right
   * before the effect. It knows of pauses of this process, but not of a virtual machine that stood
   * still; see {@link #verifyOwned()}.
   *
   * @throws IdempotencyException with {@link Reason#LEASE_LOST} if it may not
   */
  public void checkOwned() {
    guard.checkOwned();
  }

  /**
   * Makes sure that this run still owns its key, by one round trip, and renews its lease.
   *
   * @throws IdempotencyException with {@link Reason#LEASE_LOST} if it does not, with {@link
   *     Reason#STORE} if that cannot be found out
   */
  public void verifyOwned() {
    guard.verifyOwned();
  }

  /** {@return the fence and the attempt} */
  @Override
  public String toString() {
    return "IdempotentRun[fence " + fence() + ", attempt " + attempt() + "]";
  }
}
