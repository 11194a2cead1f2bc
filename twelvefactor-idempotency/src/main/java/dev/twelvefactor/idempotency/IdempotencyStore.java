// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the records of idempotent operations, each under a key. {@link IdempotentExecutor} is what
 * applications use; this is for those who write a store.
 *
 * <p>Each method is one atomic step on one record, and does the same when it is delivered twice. The
 * time is the store's own; no record lives without a limit. The contract suite in the {@code tests}
 * jar tells whether a store keeps this.
 *
 * <p>Safe for use by many threads. A method that cannot reach the store throws {@link
 * IdempotencyException} with {@link IdempotencyException.Reason#STORE}, whose {@code maybeApplied()}
 * is true if the step may have been done or may still be.
 *
 * @since 0.1.0
 */
public interface IdempotencyStore extends AutoCloseable {

  /**
   * How long a record lives that says "the effect may have happened": 7 days, or its retention if that
   * is longer.
   */
  Duration UNCERTAIN_RETENTION = Duration.ofDays(7);

  /**
   * Asks to run an operation.
   *
   * <p>A second claim of an owner that runs answers the same fence, and extends the lease. One of an
   * owner that gave up before is {@link Claim.Withdrawn}.
   *
   * @param key the record
   * @param request who asks, and for what
   * @return whether the caller runs it, and what is there if not
   */
  Claim claim(RecordKey key, ClaimRequest request);

  /**
   * Extends a lease.
   *
   * @param key the record
   * @param ownership as it was granted
   * @param lease from now on
   * @param maxDuration how long after the fence was given the lease ends at the latest
   * @return how long the lease lasts now, or empty if the caller does not own the record any more
   */
  Optional<Duration> renew(
      RecordKey key, Ownership ownership, Duration lease, Duration maxDuration);

  /**
   * Notes something about the run.
   *
   * @param key the record
   * @param ownership as it was granted
   * @param marker what to note
   * @return whether it is noted; false if the caller does not own the record any more
   */
  boolean mark(RecordKey key, Ownership ownership, Marker marker);

  /**
   * Stores the result of a run, also when the lease has lapsed or the record was lost, but never over
   * somebody else's.
   *
   * @param key the record
   * @param ownership as it was granted
   * @param request the result
   * @return whether it is stored, and what is there if not
   */
  Completion complete(RecordKey key, Ownership ownership, CompletionRequest request);

  /**
   * Ends a run without a result.
   *
   * @param key the record
   * @param ownership as it was granted; for {@link ReleaseMode#WITHDRAWN} the fence is ignored
   * @param request how it ended
   * @return false if the record is somebody else's, has a result, or is not there
   */
  boolean release(RecordKey key, Ownership ownership, ReleaseRequest request);

  /**
   * Looks at a record.
   *
   * @param key the record
   * @return the record, or empty if there is none
   */
  Optional<IdempotencyRecord> find(RecordKey key);

  /**
   * Lets a key be used again, whatever came of it: the next claim, with any fingerprint, is granted as
   * a first one with a greater fence, and whoever owned the record can write it no more.
   *
   * @param key the record
   * @param fence of the record
   * @param retention how long to keep the record from now on, at least
   * @return false if there is no record, it has another fence, or it runs and its lease is not over
   */
  boolean forget(RecordKey key, long fence, Duration retention);

  /**
   * Removes a record, whatever its state, as a loss would: the next claim runs the operation as if for
   * the first time, but a late completion is stored. {@link #forget} keeps out what is late.
   *
   * @param key the record
   * @return whether there was one
   */
  boolean delete(RecordKey key);

  /**
   * Looks for settings under which the store loses records.
   *
   * @return a sentence for each, with what to change; empty if there is none
   */
  List<String> check();

  /** Waits within a bound for what is in flight, and refuses from then on. */
  @Override
  void close();

  /**
   * Who asks to run an operation, and for what.
   *
   * @param owner 9 random characters {@code A-Z a-z 0-9 _ -}, new for each run
   * @param fingerprint 22 characters; another one in the record is a mismatch
   * @param lease how long the record is owned without a renewal, 10 ms to 2 h
   * @param retention how long the record is kept
   * @param onCrash what to do with an owner that died; the stricter of this and the record's counts
   * @param intent whether the run may begin its effect at once
   * @param maxAttempts after how many runs it is over, 1 to 1000
   * @since 0.1.0
   */
  record ClaimRequest(
      String owner,
      String fingerprint,
      Duration lease,
      Duration retention,
      OnCrash onCrash,
      boolean intent,
      int maxAttempts) {

    /** {@return everything but the owner} */
    @Override
    public String toString() {
      return "ClaimRequest[lease " + lease + ", retention " + retention + ", " + onCrash + "]";
    }
  }

  /**
   * What is stored of a run.
   *
   * @param failed whether it is a failure for good
   * @param result what to store
   * @param fingerprint as claimed, for a record that was lost
   * @param retention how long to keep it from now on
   * @since 0.1.0
   */
  record CompletionRequest(boolean failed, Result result, String fingerprint, Duration retention) {}

  /**
   * How a run ended that has no result.
   *
   * @param mode how
   * @param fingerprint as claimed
   * @param retention how long to keep the record from now on
   * @since 0.1.0
   */
  record ReleaseRequest(ReleaseMode mode, String fingerprint, Duration retention) {}

  /**
   * How a run ended that has no result.
   *
   * @since 0.1.0
   */
  enum ReleaseMode {
    /** This run had no effect; the next caller runs it. */
    RETRY,
    /** Nobody knows whether it had its effect. */
    UNKNOWN,
    /** Evidence was sought and says nothing; the run does not count as an attempt. */
    UNDECIDED,
    /** Neither this run nor an earlier one had its effect, or ever will. */
    NEVER_HAPPENED,
    /** The caller gave up while it claimed, and ran nothing; the owner's later claims are refused. */
    WITHDRAWN
  }

  /**
   * What is noted about a run.
   *
   * @since 0.1.0
   */
  enum Marker {
    /** The effect may begin. */
    INTENT,
    /** Evidence says that no earlier run had its effect, or ever will. */
    NO_PRIOR
  }

  /**
   * The answer to a claim.
   *
   * @since 0.1.0
   */
  sealed interface Claim {

    /**
     * The caller runs the operation.
     *
     * @param ownership the right to write the record
     * @param attempt which run this is, from 1
     * @param takeover whether an earlier run may have had its effect
     * @since 0.1.0
     */
    record Granted(Ownership ownership, int attempt, boolean takeover) implements Claim {}

    /**
     * Somebody else runs it.
     *
     * @param remaining how much of its lease is left
     * @param lease how long its lease was
     * @since 0.1.0
     */
    record Busy(Duration remaining, Duration lease) implements Claim {}

    /**
     * There is a result.
     *
     * @param result what is stored
     * @param at since when
     * @since 0.1.0
     */
    record Done(Result result, Instant at) implements Claim {}

    /**
     * The key was used with another request.
     *
     * @since 0.1.0
     */
    record Mismatch() implements Claim {}

    /**
     * Nobody knows whether the effect happened.
     *
     * @param since since when
     * @since 0.1.0
     */
    record Unknown(Instant since) implements Claim {}

    /**
     * The owner gave up before.
     *
     * @since 0.1.0
     */
    record Withdrawn() implements Claim {}
  }

  /**
   * The answer to a completion.
   *
   * @since 0.1.0
   */
  sealed interface Completion {

    /**
     * The result is stored.
     *
     * @param restored whether the record had been lost
     * @since 0.1.0
     */
    record Stored(boolean restored) implements Completion {}

    /**
     * Another result was stored before.
     *
     * @param result the one that counts
     * @param at since when
     * @since 0.1.0
     */
    record Superseded(Result result, Instant at) implements Completion {}

    /**
     * The record is somebody else's, and has no result yet.
     *
     * @since 0.1.0
     */
    record Stale() implements Completion {}
  }
}
