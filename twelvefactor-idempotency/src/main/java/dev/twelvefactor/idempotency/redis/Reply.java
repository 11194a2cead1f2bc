// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a script replies: a status, and what goes with it. */
record Reply(List<Object> values) {

  private int status() {
    return (int) number(0);
  }

  private long number(int index) {
    return (Long) values.get(index);
  }

  private Instant instant(int index) {
    return Instant.ofEpochMilli(number(index));
  }

  private Duration duration(int index) {
    return Duration.ofMillis(number(index));
  }

  private Result result(int index) {
    String kind = new String((byte[]) values.get(index), UTF_8);
    return new Result(RecordText.kind(kind.charAt(0)), (byte[]) values.get(index + 1));
  }

  Claim claim(String owner) {
    return switch (status()) {
      case 1 -> new Claim.Granted(new Ownership(owner, number(1)), (int) number(2), number(3) == 1);
      case 2 -> new Claim.Busy(duration(1), duration(2));
      case 3 -> new Claim.Done(result(2), instant(1));
      case 4 -> new Claim.Mismatch();
      case 5 -> new Claim.Unknown(instant(1));
      default -> new Claim.Withdrawn();
    };
  }

  Completion completion() {
    return switch (status()) {
      case 1 -> new Completion.Stored(false);
      case 2 -> new Completion.Stored(true);
      case 3 -> new Completion.Superseded(result(2), instant(1));
      default -> new Completion.Stale();
    };
  }

  boolean done() {
    return status() == 1;
  }

  Optional<Duration> left() {
    return done() ? Optional.of(duration(1)) : Optional.empty();
  }
}
