// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a storage cannot do what it was asked.
 *
 * <p>The message holds no credential and no signature.
 *
 * @since 0.1.0
 */
public class ObjectStorageException extends RuntimeException {

  @Serial
  private static final long serialVersionUID = 1;

  /** What went wrong. */
  private final Reason reason;

  /** Whether the effect may have happened. */
  private final boolean maybeApplied;

  /**
   * Makes an exception.
   *
   * @param reason what went wrong
   * @param message what could not be done, and how to mend it
   * @param maybeApplied whether the effect may have happened nevertheless
   * @param cause what the driver or the source said, or null
   */
  public ObjectStorageException(
      Reason reason, String message, boolean maybeApplied, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.maybeApplied = maybeApplied;
  }

  /** {@return what went wrong} */
  public Reason reason() {
    return reason;
  }

  /**
   * {@return whether the effect may have happened: true if a change was sent and its answer never
   * came, false if nothing was changed}
   */
  public boolean maybeApplied() {
    return maybeApplied;
  }

  /**
   * What can go wrong.
   *
   * @since 0.1.0
   */
  public enum Reason {
    /** There is no such object; {@link ObjectNotFoundException}. */
    NOT_FOUND,
    /** A condition does not hold; {@link PreconditionFailedException}. */
    PRECONDITION_FAILED,
    /** The answer was lost and nobody can know; {@link UnknownOutcomeException}. */
    UNKNOWN_OUTCOME,
    /** There is no such bucket; a matter of configuration. */
    BUCKET_NOT_FOUND,
    /** The credentials are good, but not for this. */
    ACCESS_DENIED,
    /** There are no credentials, or the server does not take them. */
    AUTHENTICATION_FAILED,
    /** The clocks of this machine and of the server differ by more than 15 minutes. */
    CLOCK_SKEW,
    /** Bytes arrived other than they were sent. */
    INTEGRITY,
    /** A source has fewer or more bytes than declared. */
    LENGTH_MISMATCH,
    /** There are more bytes than allowed. */
    TOO_LARGE,
    /** The source of the bytes failed; its exception is the cause. */
    SOURCE_FAILED,
    /** The object was replaced while it was read or copied. */
    OBJECT_CHANGED,
    /** An upload is of a type that is not allowed, or not of the type it was said to be. */
    TYPE_REFUSED,
    /** The ticket of an upload is forged, somebody else's or too old. */
    TICKET_REFUSED,
    /** A range lies outside of the object. */
    INVALID_RANGE,
    /** The server has too much to do; try again later. */
    THROTTLED,
    /** The server cannot be reached or fails; try again later. */
    UNAVAILABLE,
    /** The server did not answer in time; try again later. */
    TIMEOUT,
    /** The server does not know how to do this. */
    UNSUPPORTED,
    /** The thread was interrupted while it waited, and still is. */
    INTERRUPTED,
    /** The server refuses for another reason, which the message tells. */
    REFUSED
  }
}
