// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of one operation under one key, for operators and for those who write stores.
 *
 * @param state where the operation stands
 * @param ownership who ran it last
 * @param attempt how many runs were begun; 0 if the only one was withdrawn, or after {@link
 *     IdempotentExecutor#forget}
 * @param intent whether the last run may have begun its effect
 * @param prior whether an earlier run may have had its effect, and nobody knows
 * @param onCrash what to do when the owner dies, as the owner said
 * @param fingerprint what the request looked like; compared, never shown
 * @param at when the lease ends while {@link State#RUNNING}, else when it came to this state
 * @param result what is stored; null unless it is {@link State#COMPLETED} or {@link State#FAILED}
 * @since 0.1.0
 */
public record IdempotencyRecord(
    State state,
    Ownership ownership,
    int attempt,
    boolean intent,
    boolean prior,
    OnCrash onCrash,
    String fingerprint,
    Instant at,
    @Nullable Result result) {

  /** Checks that nothing is null. */
  public IdempotencyRecord {
    requireNonNull(state, "state");
    requireNonNull(ownership, "ownership");
    requireNonNull(onCrash, "onCrash");
    requireNonNull(fingerprint, "fingerprint");
    requireNonNull(at, "at");
  }

  /** {@return whether the effect may have happened although no result is stored} */
  public boolean uncertain() {
    return intent || prior || state == State.UNKNOWN;
  }

  /** {@return everything but the fingerprint and the result} */
  @Override
  public String toString() {
    return "IdempotencyRecord[" + state + ", attempt " + attempt + ", fence " + ownership.fence()
        + ", " + at + (intent ? ", intent" : "") + (prior ? ", prior" : "") + "]";
  }

  /**
   * Where an operation stands.
   *
   * @since 0.1.0
   */
  public enum State {
    /** Somebody runs it, or died while doing so. */
    RUNNING('P'),
    /** It succeeded; the result is stored, or a note that it was too large. */
    COMPLETED('C'),
    /** It failed for good; the failure is stored. */
    FAILED('F'),
    /** It was run and nothing came of it; the next caller runs it again. */
    RELEASED('R'),
    /** It was run and nobody knows whether it had its effect. */
    UNKNOWN('U');

    private final char letter;

    State(char letter) {
      this.letter = letter;
    }

    /** {@return the letter that stands for it in a store} */
    public char letter() {
      return letter;
    }
  }

  /**
   * Names a record: the operation in clear, the rest as a digest.
   *
   * @param operation the name of the operation
   * @param digest 22 characters {@code A-Z a-z 0-9 _ -} that hide scope and key
   * @since 0.1.0
   */
  public record RecordKey(String operation, String digest) {

    /** Checks that nothing is null. */
    public RecordKey {
      requireNonNull(operation, "operation");
      requireNonNull(digest, "digest");
    }
  }

  /**
   * The right to write a record.
   *
   * @param owner 9 random characters {@code A-Z a-z 0-9 _ -}, which no other run of the key has
   * @param fence grows with each run of a key, also when the record was lost in between;
   *     microseconds of the server's clock, or one more than the last fence
   * @since 0.1.0
   */
  public record Ownership(String owner, long fence) {

    /** Checks that nothing is null. */
    public Ownership {
      requireNonNull(owner, "owner");
    }

    /** {@return the fence} */
    @Override
    public String toString() {
      return "Ownership[fence " + fence + "]";
    }
  }

  /**
   * What is kept of a run that came to an end.
   *
   * @param kind what the payload is
   * @param payload its bytes; not copied, not to be changed
   * @since 0.1.0
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by content, never shown.
  public record Result(Kind kind, byte[] payload) {

    /** Checks that nothing is null. */
    public Result {
      requireNonNull(kind, "kind");
      requireNonNull(payload, "payload");
    }

    /** {@return whether the other is of the same kind with the same bytes} */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Result result
          && kind == result.kind
          && Arrays.equals(payload, result.payload);
    }

    @Override
    public int hashCode() {
      return 31 * kind.hashCode() + Arrays.hashCode(payload);
    }

    /** {@return the kind and the length} */
    @Override
    public String toString() {
      return "Result[" + kind + ", " + payload.length + " bytes]";
    }
  }

  /**
   * What a payload is.
   *
   * @since 0.1.0
   */
  public enum Kind {
    /** A value as its codec wrote it. */
    VALUE('V'),
    /** A failure, as code and detail. */
    FAILURE('F'),
    /** Nothing: the value was too large or could not be written. */
    TOMBSTONE('T');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** {@return the letter that stands for it in a store} */
    public char letter() {
      return letter;
    }
  }
}
