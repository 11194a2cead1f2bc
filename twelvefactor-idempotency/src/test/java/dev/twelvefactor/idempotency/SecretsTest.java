// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonGetter;
import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import dev.twelvefactor.idempotency.http.RequestView;
import dev.twelvefactor.idempotency.http.StoredResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No key, no scope, no owner and no result is in what objects show of themselves. */
class SecretsTest {

  private static final String SECRET = "hunter2hunter2hunter2h";

  @Test
  void toString_ofWhatHoldsASecret_doesNotShowIt() {
    Result result = new Result(Kind.VALUE, SECRET.getBytes(UTF_8));
    Ownership owner = new Ownership(SECRET, 1);
    List<Object> holders = List.of(
        IdempotencyKey.of(SECRET, SECRET, SECRET),
        IdempotencyKey.withoutFingerprint(SECRET, SECRET),
        owner,
        result,
        new ClaimRequest(SECRET, SECRET, Duration.ZERO, Duration.ZERO, OnCrash.UNKNOWN, true, 1),
        new Claim.Granted(owner, 1, false),
        new Claim.Done(result, Instant.EPOCH),
        new CompletionRequest(false, result, "", Duration.ZERO),
        new IdempotencyRecord(
            IdempotencyRecord.State.COMPLETED,
            owner,
            1,
            true,
            true,
            OnCrash.UNKNOWN,
            SECRET,
            Instant.EPOCH,
            result),
        new Outcome.Completed<>(SECRET, false, true),
        new Outcome.Failed<>("code", SECRET, new IllegalStateException(SECRET)),
        Evidence.found(SECRET),
        IdempotentRun.unguarded(),
        new RequestView(
            "POST",
            "/orders",
            "/orders?token=" + SECRET,
            List.of(SECRET),
            "",
            SECRET.getBytes(UTF_8)),
        StoredResponse.of(200, "text/plain", SECRET).with("Set-Cookie", SECRET));

    assertThat(holders).allSatisfy(holder -> assertThat(holder.toString()).doesNotContain(SECRET));
  }

  record Card(int number) {}

  record CardWithText(String number) {}

  /** Only an empty one can be written. */
  record Unwritable(String number) {
    @JsonGetter("number")
    String shown() {
      if (number.isEmpty()) {
        return "";
      }
      throw new IllegalStateException(number);
    }
  }

  @Test
  void log_ofAResultThatIsNotReadOrWritten_doesNotQuoteIt() {
    IdempotencyKey key = IdempotencyKey.of("acme", "1", "");
    String log = logged(() -> {
      try (IdempotentExecutor once = IdempotentExecutor.create(InMemoryIdempotencyStore.create())) {
        once.execute(
            Operation.of("read", CardWithText.class), key, run -> new CardWithText(SECRET));
        assertThat(once.execute(Operation.of("read", Card.class), key, run -> new Card(1)))
            .isInstanceOf(Outcome.NotRetained.class);
        once.execute(Operation.of("write", Unwritable.class), key, run -> new Unwritable(SECRET));
      }
    });

    assertThat(log)
        .contains("a stored result of operation read cannot be read")
        .contains("InvalidFormatException at ")
        .contains("[\"number\"]")
        .contains("the codec of operation write does not take its result")
        .doesNotContain(SECRET);
  }

  private static String logged(Runnable task) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, /* autoFlush= */ true, UTF_8));
    try {
      task.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void record_ofAKey_holdsNothingOfIt() {
    RecordKey record = IdempotencyKey.of(SECRET, SECRET, "body").record("pay");

    assertThat(record.digest()).hasSize(22).matches("[A-Za-z0-9_-]+").doesNotContain("hunter2");
    assertThat(Optional.of(record))
        .hasValue(IdempotencyKey.of(SECRET, SECRET, "other").record("pay"));
  }

  @Test
  void key_emptyOrTooLong_isRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> IdempotencyKey.of("", "k", "")).hasMessageContaining("scope of 0");
    assertThatThrownBy(() -> IdempotencyKey.of("s", "", "")).hasMessageContaining("key of 0");
    assertThatThrownBy(() -> IdempotencyKey.of("s", SECRET.repeat(12), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key of 264 characters (expected: 1 to 255)")
        .hasMessageNotContaining(SECRET);
  }
}
