// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static dev.twelvefactor.idempotency.contract.StoreUnderTest.claim;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.granted;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.key;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owned;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.release;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyStore#release} promises. */
interface ReleasePromises extends StoreUnderTest {

  @Test
  default void release_forRetry_letsTheNextOneRunWithoutDoubt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(store.release(key, owner, release(ReleaseMode.RETRY))).isTrue();
    assertThat(store.release(key, owner, release(ReleaseMode.RETRY))).isTrue();

    Claim.Granted next = granted(store.claim(key, claim()));
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(next.takeover()).isFalse();
    assertThat(next.ownership().fence()).isGreaterThan(owner.fence());
  }

  @Test
  default void release_asUnknown_leavesItSo() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(store.release(key, owner, release(ReleaseMode.UNKNOWN))).isTrue();
    assertThat(store.release(key, owner, release(ReleaseMode.UNKNOWN))).isTrue();

    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.UNKNOWN);
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
    pass(RETENTION.multipliedBy(2));
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void release_asUnknown_isNotProlongedByThoseWhoAsk() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.release(key, owned(store.claim(key, claim())), release(ReleaseMode.UNKNOWN));
    pass(IdempotencyStore.UNCERTAIN_RETENTION.minusDays(1));
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
    pass(IdempotencyStore.UNCERTAIN_RETENTION.minusDays(1));

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Granted.class);
  }

  @Test
  default void release_asUnknown_staysSoForALongRetention() {
    IdempotencyStore store = store();
    Duration month = Duration.ofDays(30);
    for (ReleaseMode mode : List.of(ReleaseMode.UNKNOWN, ReleaseMode.UNDECIDED)) {
      RecordKey key = key();
      Ownership owner = owned(store.claim(key, claim(OnCrash.UNKNOWN, month)));
      store.release(key, owner, release(mode, month));

      pass(month.minusHours(1));

      assertThat(store.claim(key, claim())).as("%s", mode).isInstanceOf(Claim.Unknown.class);
    }
  }

  @Test
  default void release_undecided_doesNotCountAsAnAttempt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    ClaimRequest first = claim(OnCrash.RECONCILE, true);
    store.claim(key, first);
    pass(LEASE);
    for (int i = 0; i < 5; i++) {
      Claim.Granted grant = granted(store.claim(key, claim(OnCrash.RECONCILE, true)));
      assertThat(grant.attempt()).isEqualTo(2);
      assertThat(grant.takeover()).isTrue();
      store.release(key, grant.ownership(), release(ReleaseMode.UNDECIDED));
      store.release(key, grant.ownership(), release(ReleaseMode.UNDECIDED));
    }

    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  default void release_neverHappened_removesTheDoubt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim());
    pass(LEASE);
    store.claim(key, claim());
    Ownership last = store.find(key).orElseThrow().ownership();

    assertThat(store.release(key, last, release(ReleaseMode.NEVER_HAPPENED))).isTrue();

    assertThat(granted(store.claim(key, claim())).takeover()).isFalse();
  }

  @Test
  default void release_neverHappened_removesTheDoubtOfEarlierRunsToo() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership heir = heirOfADeadOwner(store, key);

    store.release(key, heir, release(ReleaseMode.NEVER_HAPPENED));

    assertThat(granted(store.claim(key, claim())).takeover()).isFalse();
  }

  @Test
  default void release_forRetry_keepsTheDoubtOfEarlierRunsForAWeek() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership heir = heirOfADeadOwner(store, key);

    store.release(key, heir, release(ReleaseMode.RETRY));
    pass(IdempotencyStore.UNCERTAIN_RETENTION.minusHours(1));

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
  }

  private Ownership heirOfADeadOwner(IdempotencyStore store, RecordKey key) {
    store.claim(key, claim(OnCrash.RERUN, true));
    pass(LEASE);
    return owned(store.claim(key, claim(OnCrash.RERUN, true)));
  }

  @Test
  default void release_byAnOwnerThatWasTakenOver_changesNothing() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership old = owned(store.claim(key, claim(OnCrash.RERUN, true)));
    pass(LEASE);
    Ownership heir = owned(store.claim(key, claim(OnCrash.RERUN, true)));

    for (ReleaseMode mode : ReleaseMode.values()) {
      assertThat(store.release(key, old, release(mode))).as("%s", mode).isFalse();
    }

    assertThat(store.find(key).orElseThrow().ownership()).isEqualTo(heir);
    store.complete(key, heir, success("done"));
    for (ReleaseMode mode : ReleaseMode.values()) {
      assertThat(store.release(key, old, release(mode))).as("%s", mode).isFalse();
      assertThat(store.release(key, heir, release(mode))).as("%s", mode).isFalse();
    }
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Done.class);
  }

  @Test
  default void release_withAnotherFence_changesNothing() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    Ownership forged = new Ownership(owner.owner(), owner.fence() + 1);

    assertThat(store.release(key, forged, release(ReleaseMode.RETRY))).isFalse();
    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.RUNNING);
  }

  @Test
  default void release_ofALostRecord_makesNone() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.delete(key);

    assertThat(store.release(key, owner, release(ReleaseMode.RETRY))).isFalse();
    assertThat(store.release(key, owner, release(ReleaseMode.UNKNOWN))).isFalse();
    assertThat(store.find(key)).isEmpty();
  }

  @Test
  default void release_withdrawnAfterTheClaim_leavesNeitherDoubtNorAttempt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    ClaimRequest request = claim();
    store.claim(key, request);
    Ownership withoutFence = new Ownership(request.owner(), 0);

    assertThat(store.release(key, withoutFence, release(ReleaseMode.WITHDRAWN))).isTrue();
    assertThat(store.release(key, withoutFence, release(ReleaseMode.WITHDRAWN))).isTrue();

    assertThat(store.claim(key, request)).isInstanceOf(Claim.Withdrawn.class);
    Claim.Granted next = granted(store.claim(key, claim()));
    assertThat(next.attempt()).isEqualTo(1);
    assertThat(next.takeover()).isFalse();
  }

  @Test
  default void release_withdrawnBeforeTheClaimArrives_refusesIt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    ClaimRequest late = claim();

    store.release(key, new Ownership(late.owner(), 0), release(ReleaseMode.WITHDRAWN));

    assertThat(store.claim(key, late)).isInstanceOf(Claim.Withdrawn.class);
    assertThat(granted(store.claim(key, claim())).attempt()).isEqualTo(1);
  }

  @Test
  default void release_withdrawnAfterItCountedAsUnknown_takesTheDoubtBack() {
    IdempotencyStore store = store();
    RecordKey key = key();
    ClaimRequest request = claim();
    store.claim(key, request);
    pass(LEASE);
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);

    store.release(key, new Ownership(request.owner(), 0), release(ReleaseMode.WITHDRAWN));

    assertThat(granted(store.claim(key, claim())).takeover()).isFalse();
  }
}
