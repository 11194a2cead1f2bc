// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static dev.twelvefactor.idempotency.contract.StoreUnderTest.claim;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.key;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owned;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyStore#renew} and {@link IdempotencyStore#mark} promise. */
interface LeasePromises extends StoreUnderTest {

  @Test
  default void renew_byTheOwner_keepsOthersOut() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    for (int i = 0; i < 3; i++) {
      pass(LEASE.multipliedBy(2).dividedBy(3));

      assertThat(store.renew(key, owner, LEASE, LONGEST)).hasValue(LEASE);
    }

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Busy.class);
  }

  @Test
  default void renew_afterTheLease_isGrantedWhileNobodyTookOver() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    pass(LEASE.multipliedBy(2));

    assertThat(store.renew(key, owner, LEASE, LONGEST)).hasValue(LEASE);
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Busy.class);
  }

  @Test
  default void renew_pastTheLongestDuration_isCutToIt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(store.renew(key, owner, Duration.ofHours(1), LEASE))
        .hasValueSatisfying(left -> assertThat(left).isPositive().isLessThanOrEqualTo(LEASE));
    pass(LEASE);
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void renew_afterTheLongestDuration_isLost() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    Duration longest = Duration.ofMillis(1);
    boolean lost = false;
    // A millisecond of the store's own time: each call takes some of it.
    for (int i = 0; i < 20_000 && !lost; i++) {
      lost = store.renew(key, owner, LEASE, longest).isEmpty();
    }

    assertThat(lost).isTrue();
    assertThat(store.renew(key, owner, LEASE, longest)).isEmpty();
  }

  @Test
  default void renew_bySomebodyElse_isLost() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(
            store.renew(key, new Ownership(StoreUnderTest.owner(), owner.fence()), LEASE, LONGEST))
        .isEmpty();
    assertThat(store.renew(key, new Ownership(owner.owner(), owner.fence() + 1), LEASE, LONGEST))
        .isEmpty();
    store.complete(key, owner, success("done"));
    assertThat(store.renew(key, owner, LEASE, LONGEST)).isEmpty();
    store.delete(key);
    assertThat(store.renew(key, owner, LEASE, LONGEST)).isEmpty();
    assertThat(store.find(key)).isEmpty();
  }

  @Test
  default void mark_intent_makesADeathUnknown() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim(OnCrash.UNKNOWN, false)));

    assertThat(store.mark(key, owner, Marker.INTENT)).isTrue();
    assertThat(store.mark(key, owner, Marker.INTENT)).isTrue();

    assertThat(store.find(key).orElseThrow().intent()).isTrue();
    pass(RETENTION.multipliedBy(2));
    assertThat(store.claim(key, claim(OnCrash.UNKNOWN, false))).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void mark_bySomebodyElse_isRefused() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim(OnCrash.UNKNOWN, false)));
    Ownership forged = new Ownership(StoreUnderTest.owner(), owner.fence());

    assertThat(store.mark(key, forged, Marker.INTENT)).isFalse();
    assertThat(store.mark(key, new Ownership(owner.owner(), 1), Marker.INTENT)).isFalse();
    assertThat(store.find(key).orElseThrow().intent()).isFalse();
    store.complete(key, owner, success("done"));
    assertThat(store.mark(key, owner, Marker.INTENT)).isFalse();
  }

  @Test
  default void mark_noPrior_clearsTheDoubtOfEarlierRunsAlone() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim(OnCrash.RECONCILE, true));
    pass(LEASE);
    Ownership heir = owned(store.claim(key, claim(OnCrash.RECONCILE, true)));
    assertThat(store.find(key).orElseThrow().prior()).isTrue();

    assertThat(store.mark(key, heir, Marker.NO_PRIOR)).isTrue();

    assertThat(store.find(key).orElseThrow().prior()).isFalse();
    assertThat(store.find(key).orElseThrow().intent()).isTrue();
  }
}
