// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Instant;
import java.util.Arrays;

/** Reads a record as the scripts write it; the fields are described there. */
final class RecordText {

  private static final int HEAD = 76;
  private static final char VERSION = '1';
  private static final int INTENT = 1;
  private static final int PRIOR = 2;

  private RecordText() {}

  static IdempotencyRecord parse(byte[] bytes) {
    String head = new String(bytes, 0, Math.min(HEAD, bytes.length), US_ASCII);
    if (head.length() < HEAD || head.charAt(0) != VERSION) {
      throw new IdempotencyException(
          Reason.STORE,
          "a key of our namespace holds no record of ours; give the namespace to nobody else",
          /* maybeApplied= */ false,
          null);
    }
    int flags = Character.digit(head.charAt(3), 10);
    byte[] payload = Arrays.copyOfRange(bytes, HEAD, bytes.length);
    return new IdempotencyRecord(
        state(head.charAt(1)),
        new Ownership(head.substring(44, 53), number(head, 8, 24)),
        (int) number(head, 4, 8),
        (flags & INTENT) != 0,
        (flags & PRIOR) != 0,
        onCrash(Character.digit(head.charAt(2), 10)),
        head.substring(53, 75),
        Instant.ofEpochMilli(number(head, 24, 37)),
        head.charAt(75) == '-' ? null : new Result(kind(head.charAt(75)), payload));
  }

  private static long number(String head, int from, int to) {
    return Long.parseLong(head.substring(from, to));
  }

  private static State state(char letter) {
    return Arrays.stream(State.values())
        .filter(state -> state.letter() == letter)
        .findFirst()
        .orElseThrow();
  }

  static Kind kind(char letter) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.letter() == letter)
        .findFirst()
        .orElseThrow();
  }

  private static OnCrash onCrash(int digit) {
    return Arrays.stream(OnCrash.values())
        .filter(onCrash -> digit(onCrash) == digit)
        .findFirst()
        .orElseThrow();
  }

  /** The digit that stands for a policy in a record. */
  static int digit(OnCrash onCrash) {
    return switch (onCrash) {
      case RERUN -> 0;
      case RECONCILE -> 1;
      case UNKNOWN -> 2;
    };
  }
}
