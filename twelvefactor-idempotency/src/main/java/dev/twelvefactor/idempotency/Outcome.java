// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import java.time.Duration;
import java.time.Instant;

/**
 * What came of asking for an operation under a key: a result, or the reason why there is none. {@link
 * #orThrow()} is for those who want only the result.
 *
 * @param <T> the type of the operation's result
 * @since 0.1.0
 */
public sealed interface Outcome<T> {

  /**
   * {@return the result}
   *
   * @throws IdempotencyException if there is none; {@link IdempotencyException#reason()} says why
   * @throws RuntimeException the declared exception, if the operation {@link Failed}
   */
  T orThrow();

  /**
   * The operation succeeded, now or before.
   *
   * @param <T> the type of the operation's result
   * @param value the result; an object of the caller's own
   * @param replayed whether another call ran the operation
   * @param durable whether the result is stored; false if the store could not be reached after the
   *     effect, in which case storing it goes on in the background
   * @since 0.1.0
   */
  record Completed<T>(T value, boolean replayed, boolean durable) implements Outcome<T> {

    @Override
    public T orThrow() {
      return value;
    }

    /** {@return everything but the value} */
    @Override
    public String toString() {
      return "Completed[replayed=" + replayed + ", durable=" + durable + "]";
    }
  }

  /**
   * The operation failed for good before; see {@link Operation.Builder#failure}.
   *
   * @param <T> the type of the operation's result
   * @param code the declared code, or {@code attempts_exhausted}
   * @param detail the message of the exception
   * @param exception the declared exception, made anew
   * @since 0.1.0
   */
  record Failed<T>(String code, String detail, RuntimeException exception) implements Outcome<T> {

    @Override
    public T orThrow() {
      throw exception;
    }

    /** {@return the code} */
    @Override
    public String toString() {
      return "Failed[" + code + "]";
    }
  }

  /**
   * Somebody else runs the operation at the moment.
   *
   * @param <T> the type of the operation's result
   * @param retryAfter when to ask again
   * @since 0.1.0
   */
  record InProgress<T>(Duration retryAfter) implements Outcome<T> {

    @Override
    public T orThrow() {
      throw new IdempotencyException(
          Reason.IN_PROGRESS,
          "the operation is in progress; ask again in " + retryAfter.toMillis() + " ms",
          /* maybeApplied= */ true,
          retryAfter);
    }
  }

  /**
   * The key was used before with another request.
   *
   * @param <T> the type of the operation's result
   * @since 0.1.0
   */
  record Mismatch<T>() implements Outcome<T> {

    @Override
    public T orThrow() {
      throw new IdempotencyException(
          Reason.MISMATCH,
          "the key was used with another request; take a new key for a new request",
          /* maybeApplied= */ false,
          (Throwable) null);
    }
  }

  /**
   * An earlier run ended without a word, and nobody knows whether its effect happened. It is not run
   * again until somebody has found out; see {@link IdempotentExecutor#resolve}.
   *
   * @param <T> the type of the operation's result
   * @param since since when it is unknown
   * @since 0.1.0
   */
  record Unknown<T>(Instant since) implements Outcome<T> {

    @Override
    public T orThrow() {
      throw new IdempotencyException(
          Reason.UNKNOWN,
          "nobody knows whether the operation took place, since " + since
              + "; find out where its effect would be, and resolve it",
          /* maybeApplied= */ true,
          (Throwable) null);
    }
  }

  /**
   * The operation succeeded, but its result was too large to keep, or cannot be read. It is not run
   * again.
   *
   * @param <T> the type of the operation's result
   * @param completedAt when it succeeded
   * @since 0.1.0
   */
  record NotRetained<T>(Instant completedAt) implements Outcome<T> {

    @Override
    public T orThrow() {
      throw new IdempotencyException(
          Reason.NOT_RETAINED,
          "the operation succeeded at " + completedAt + ", but its result was not kept",
          /* maybeApplied= */ true,
          (Throwable) null);
    }
  }
}
