// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an operation cannot be run under its key, or has no result to answer.
 *
 * <p>{@link #reason()} says why, {@link #maybeApplied()} whether the effect of the operation may have
 * happened. The message holds no key, no scope and no result.
 *
 * @since 0.1.0
 */
public class IdempotencyException extends RuntimeException {

  @Serial
  private static final long serialVersionUID = 1;

  /**
   * Why there is no result.
   *
   * @since 0.1.0
   */
  public enum Reason {
    /**
     * The store is unreachable, too slow or refuses. The task did not run, unless it is the task
     * itself that met this, in {@link IdempotentRun#intent()} or {@link IdempotentRun#verifyOwned()}.
     */
    STORE,
    /** Another caller runs the operation at the moment. */
    IN_PROGRESS,
    /** The key was used before with another request. */
    MISMATCH,
    /** An earlier run ended without a word; nobody knows whether its effect happened. */
    UNKNOWN,
    /** The operation succeeded, but its result was not kept or cannot be read. */
    NOT_RETAINED,
    /** The operation failed for good. */
    FAILED,
    /** This run does not own its key any more, and must not begin another effect. */
    LEASE_LOST
  }

  /** Why there is no result. */
  private final Reason reason;

  /** Whether the effect may have happened. */
  private final boolean maybeApplied;

  /** When to ask again. */
  private final @Nullable Duration retryAfter;

  /**
   * Makes an exception.
   *
   * @param reason why there is no result
   * @param message what could not be done, and how to mend it
   * @param maybeApplied for {@link Reason#STORE}, whether the store may have applied what it was
   *     asked; else whether the effect of the operation may have happened
   * @param cause what lies beneath, or null
   */
  public IdempotencyException(
      Reason reason, String message, boolean maybeApplied, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.maybeApplied = maybeApplied;
    this.retryAfter = null;
  }

  IdempotencyException(Reason reason, String message, boolean maybeApplied, Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.maybeApplied = maybeApplied;
    this.retryAfter = retryAfter;
  }

  /** {@return why there is no result} */
  public Reason reason() {
    return reason;
  }

  /**
   * {@return whether the effect of the operation may have happened, by this call or an earlier one;
   * false means that nothing was done}
   */
  public boolean maybeApplied() {
    return maybeApplied;
  }

  /** {@return when to ask again; only for {@link Reason#IN_PROGRESS}} */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
