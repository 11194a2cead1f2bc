// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.time.Duration;

/**
 * Hears what becomes of operations, for metrics and logs.
 *
 * <p>It is called on the thread that does the work, so it must be quick. One that throws is reported
 * in the log once and otherwise ignored.
 *
 * @since 0.1.0
 */
public interface IdempotencyObserver {

  /**
   * Something happened.
   *
   * @param event what
   */
  default void observed(Event event) {}

  /**
   * What happened to which operation.
   *
   * @param kind what happened
   * @param key the record, which shows neither scope nor key
   * @param elapsed how long it took: since the call began
   * @since 0.1.0
   */
  record Event(Kind kind, IdempotencyRecord.RecordKey key, Duration elapsed) {}

  /**
   * What can happen.
   *
   * @since 0.1.0
   */
  enum Kind {
    /** A run began. */
    CLAIMED,
    /** A run began after one that may have had its effect; comes with {@link #CLAIMED}. */
    TAKEOVER,
    /** A stored result was answered. */
    REPLAYED,
    /** Somebody else runs it, and the caller did not wait, or not long enough. */
    BUSY,
    /** The caller waited for another one's result, and got it. */
    WAITED,
    /** The key was used with another request. */
    MISMATCH,
    /** The outcome is unknown. */
    UNKNOWN,
    /** A run lost its record to another one. */
    LEASE_LOST,
    /** A run came to a result after another one had stored its own. */
    SUPERSEDED,
    /** A result was stored in a record that had been lost: the store lost an acknowledged write. */
    RESTORED,
    /** A result could not be stored at once; that goes on in the background. */
    COMPLETION_DELAYED,
    /** A result could not be stored at all, or not before the executor was closed. */
    COMPLETION_LOST,
    /** A result was too large, or its codec failed; it is remembered as done. */
    NOT_RETAINED,
    /** The store could not be reached. */
    STORE_ERROR
  }
}
