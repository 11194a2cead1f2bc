// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a renewal tells that finds the record gone. */
class LeaseTest {

  private final FlakyStore store = new FlakyStore();
  private final List<Kind> told = new ArrayList<>();
  private final IdempotencyObserver observer = new IdempotencyObserver() {
    @Override
    public void observed(Event event) {
      told.add(event.kind());
    }
  };
  private final Background background = new Background();
  private final Engine engine = new Engine(
      store,
      new SafeObserver(observer),
      background,
      new Heartbeats(background),
      new Joining(),
      Duration.ZERO);
  private final OperationOptions<String> options =
      Operation.of("pay", String.class).options();
  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "");
  private final RecordKey record = key.record("pay");
  private final CallEvents events = new CallEvents(engine.observer(), record, System.nanoTime());
  private final OwnedRecord owned = claimed();

  private OwnedRecord claimed() {
    Claiming.Answer answer = new Claiming(engine, events, key.fingerprint(), options).claim();
    Ownership ownership = ((IdempotencyStore.Claim.Granted) answer.claim()).ownership();
    Lease lease = new Lease(engine, events, ownership, options, answer.sentNanos());
    return new OwnedRecord(engine, record, key.fingerprint(), ownership, lease, /* intent= */ true);
  }

  @AfterEach
  void close() {
    background.close();
  }

  /** The store may have seen the claim just before its next millisecond. */
  @Test
  void owned_inTheLastMillisecond_isNotAnyMore() {
    long sent = System.nanoTime() - options.lease.minusNanos(900_000).toNanos();

    assertThat(new Lease(engine, events, owned.ownership(), options, sent).owned())
        .isFalse();
  }

  @Test
  void beat_overtakenByTheCompletion_tellsNothing() {
    store.afterCompletion = owned.lease()::beat;

    new Settlement(engine, events, options, owned)
        .complete(
            /* failed= */ false, new Result(IdempotencyRecord.Kind.VALUE, "x".getBytes(UTF_8)));

    assertThat(store.renewals).hasValue(1);
    assertThat(told).isEmpty();
  }

  @Test
  void beat_ofARunWhoseRecordIsGone_tellsThatItIsLost() {
    store.delete(record);

    owned.lease().beat();
    owned.lease().beat();

    assertThat(told).containsExactly(Kind.LEASE_LOST);
    assertThat(owned.lease().owned()).isFalse();
  }
}
