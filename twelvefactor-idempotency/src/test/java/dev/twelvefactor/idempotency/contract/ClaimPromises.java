// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static dev.twelvefactor.idempotency.contract.StoreUnderTest.claim;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.granted;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.key;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owned;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owner;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.random;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.result;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyStore#claim} promises while nobody dies. */
interface ClaimPromises extends StoreUnderTest {

  @Test
  default void claim_unknownKey_isGrantedAsTheFirstAttempt() {
    IdempotencyStore store = store();
    RecordKey key = key();

    Claim.Granted grant = granted(store.claim(key, claim()));

    assertThat(grant.attempt()).isEqualTo(1);
    assertThat(grant.takeover()).isFalse();
    assertThat(store.find(key)).hasValueSatisfying(record -> {
      assertThat(record.state()).isEqualTo(State.RUNNING);
      assertThat(record.ownership()).isEqualTo(grant.ownership());
      assertThat(record.onCrash()).isEqualTo(OnCrash.UNKNOWN);
      assertThat(record.intent()).isTrue();
      assertThat(record.prior()).isFalse();
      assertThat(record.fingerprint()).isEqualTo(FINGERPRINT);
      assertThat(record.result()).isNull();
    });
  }

  @Test
  default void claim_whileAnotherRuns_isBusyForTheRestOfItsLease() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim());
    pass(LEASE.dividedBy(2));

    Claim claim = store().claim(key, claim());

    assertThat(claim).isInstanceOfSatisfying(Claim.Busy.class, busy -> {
      assertThat(busy.lease()).isEqualTo(LEASE);
      assertThat(busy.remaining()).isPositive().isLessThanOrEqualTo(LEASE.dividedBy(2));
    });
  }

  @Test
  default void claim_repeatedByItsOwner_answersTheSameFenceAndExtendsTheLease() {
    IdempotencyStore store = store();
    RecordKey key = key();
    ClaimRequest request = claim();
    Claim.Granted first = granted(store.claim(key, request));
    pass(LEASE.dividedBy(2));

    Claim.Granted second = granted(store.claim(key, request));

    assertThat(second).isEqualTo(first);
    pass(LEASE.multipliedBy(3).dividedBy(4));
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Busy.class);
  }

  @Test
  default void claim_afterCompletion_answersTheResult() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("done"));

    Claim claim = store().claim(key, claim());

    assertThat(claim)
        .isInstanceOfSatisfying(
            Claim.Done.class, done -> assertThat(done.result()).isEqualTo(result("done")));
  }

  @Test
  default void claim_withAnotherFingerprint_isAMismatchAndChangesNothing() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    ClaimRequest other =
        new ClaimRequest(owner(), OTHER_FINGERPRINT, LEASE, RETENTION, OnCrash.RERUN, true, 3);
    IdempotencyRecord before = store.find(key).orElseThrow();

    assertThat(store.claim(key, other)).isInstanceOf(Claim.Mismatch.class);
    pass(LEASE);
    assertThat(store.claim(key, other)).isInstanceOf(Claim.Mismatch.class);

    assertThat(store.find(key).orElseThrow().ownership()).isEqualTo(before.ownership());
    store.complete(key, owner, success("done"));
    assertThat(store.claim(key, other)).isInstanceOf(Claim.Mismatch.class);
  }

  @Test
  default void claim_otherKeysAndOperations_doNotMeet() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim());

    assertThat(store.claim(new RecordKey("refund", key.digest()), claim()))
        .isInstanceOf(Claim.Granted.class);
    assertThat(store.claim(new RecordKey(key.operation(), random()), claim()))
        .isInstanceOf(Claim.Granted.class);
  }

  @Test
  default void claim_byManyAtOnce_isGrantedToOne() throws Exception {
    RecordKey key = key();
    int threads = 8;
    List<Callable<Claim>> claims = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      IdempotencyStore store = store();
      claims.add(() -> store.claim(key, claim()));
    }
    ExecutorService executor = Executors.newFixedThreadPool(threads);

    List<Claim> answers = new ArrayList<>();
    try {
      for (Future<Claim> answer : executor.invokeAll(claims)) {
        answers.add(answer.get());
      }
    } finally {
      executor.shutdownNow();
    }

    assertThat(answers).filteredOn(Claim.Granted.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(Claim.Busy.class::isInstance).hasSize(threads - 1);
  }

  @Test
  default void claim_afterRetention_isGrantedAsTheFirstAttempt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.complete(key, owned(store.claim(key, claim())), success("done"));
    pass(RETENTION.minusMinutes(1));
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Done.class);
    pass(LEASE);

    assertThat(granted(store.claim(key, claim())).attempt()).isEqualTo(1);
  }

  @Test
  default void delete_aRecord_forgetsIt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.complete(key, owned(store.claim(key, claim())), success("done"));

    assertThat(store.delete(key)).isTrue();

    assertThat(store.delete(key)).isFalse();
    assertThat(store.find(key)).isEmpty();
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Granted.class);
  }

  @Test
  default void close_aStore_refusesFromThenOn() {
    IdempotencyStore store = store();
    store.close();
    store.close();

    assertThatThrownBy(() -> store.claim(key(), claim()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
