// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static dev.twelvefactor.idempotency.contract.StoreUnderTest.claim;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.granted;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.key;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owned;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owner;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.release;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyStore#forget} promises. */
interface ForgetPromises extends StoreUnderTest {

  private static ClaimRequest another(String fingerprint) {
    return new ClaimRequest(owner(), fingerprint, LEASE, RETENTION, OnCrash.UNKNOWN, true, 3);
  }

  /** The next run is a first one, whatever is asked for, and then its request counts. */
  private void assertForgotten(IdempotencyStore store, RecordKey key, long fence) {
    assertThat(store.forget(key, fence, RETENTION)).isTrue();
    IdempotencyRecord left = store.find(key).orElseThrow();
    assertThat(left.state()).isEqualTo(State.RELEASED);
    assertThat(left.ownership().fence()).as("the fence stays").isEqualTo(fence);
    assertThat(left.uncertain()).isFalse();
    assertThat(left.result()).isNull();

    Claim.Granted next = granted(store.claim(key, another(OTHER_FINGERPRINT)));

    assertThat(next.attempt()).isEqualTo(1);
    assertThat(next.takeover()).isFalse();
    assertThat(next.ownership().fence()).isGreaterThan(fence);
    assertThat(store.claim(key, another(FINGERPRINT))).isInstanceOf(Claim.Mismatch.class);
    store.complete(
        key,
        next.ownership(),
        new CompletionRequest(false, StoreUnderTest.result("new"), OTHER_FINGERPRINT, RETENTION));
    assertThat(store.claim(key, another(OTHER_FINGERPRINT))).isInstanceOf(Claim.Done.class);
  }

  @Test
  default void forget_aResult_letsAnyRequestRunAsTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("wrong"));

    assertForgotten(store, key, owner.fence());
  }

  @Test
  default void forget_aFailure_letsAnyRequestRunAsTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    Result failure = new Result(Kind.FAILURE, StoreUnderTest.result("code\n").payload());
    store.complete(key, owner, new CompletionRequest(true, failure, FINGERPRINT, RETENTION));

    assertForgotten(store, key, owner.fence());
  }

  @Test
  default void forget_attemptsThatAreUsedUp_letsAnyRequestRunAsTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    for (int i = 0; i < 3; i++) {
      Ownership owner = owned(store.claim(key, claim(OnCrash.RERUN, false)));
      store.release(key, owner, release(ReleaseMode.RETRY));
    }
    assertThat(store.claim(key, claim(OnCrash.RERUN, false))).isInstanceOf(Claim.Done.class);

    assertForgotten(store, key, store.find(key).orElseThrow().ownership().fence());
  }

  @Test
  default void forget_aDoubt_letsAnyRequestRunAsTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.release(key, owner, release(ReleaseMode.UNKNOWN));

    assertForgotten(store, key, owner.fence());
  }

  @Test
  default void forget_ofADeadOwnerAfterAnother_letsAnyRequestRunAsTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim(OnCrash.RERUN, true));
    pass(LEASE);
    Claim.Granted heir = granted(store.claim(key, claim(OnCrash.RERUN, true)));
    assertThat(heir.takeover()).isTrue();
    pass(LEASE);

    assertForgotten(store, key, heir.ownership().fence());
  }

  @Test
  default void forget_whileTheOwnerHasItsLease_changesNothing() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(store.forget(key, owner.fence(), RETENTION)).isFalse();

    assertThat(store.find(key).orElseThrow().ownership()).isEqualTo(owner);
    assertThat(store.complete(key, owner, success("done"))).isInstanceOf(Completion.Stored.class);
  }

  @Test
  default void forget_theOldOwnerComesLate_isRefused() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership old = owned(store.claim(key, claim()));
    pass(LEASE);
    store.forget(key, old.fence(), RETENTION);

    assertLateIsRefused(store, key, old);
    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.RELEASED);
    Ownership next = owned(store.claim(key, claim()));
    assertLateIsRefused(store, key, old);
    assertThat(store.find(key).orElseThrow().ownership()).isEqualTo(next);
  }

  private void assertLateIsRefused(IdempotencyStore store, RecordKey key, Ownership old) {
    assertThat(store.complete(key, old, success("old"))).isInstanceOf(Completion.Stale.class);
    assertThat(store.renew(key, old, LEASE, LONGEST)).isEmpty();
    for (Marker marker : Marker.values()) {
      assertThat(store.mark(key, old, marker)).as("%s", marker).isFalse();
    }
    for (ReleaseMode mode : ReleaseMode.values()) {
      assertThat(store.release(key, old, release(mode))).as("%s", mode).isFalse();
    }
  }

  @Test
  default void forget_aResultThatItsOwnerStoresAgain_staysForgotten() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("wrong"));
    store.forget(key, owner.fence(), RETENTION);

    assertThat(store.complete(key, owner, success("wrong"))).isInstanceOf(Completion.Stale.class);
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Granted.class);
  }

  @Test
  default void forget_ofAnotherFence_changesNothing() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("done"));

    assertThat(store.forget(key, owner.fence() - 1, RETENTION)).isFalse();
    assertThat(store.forget(key, owner.fence() + 1, RETENTION)).isFalse();

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Done.class);
  }

  @Test
  default void forget_twice_doesTheSameUntilTheNextOneRuns() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("wrong"));

    assertThat(store.forget(key, owner.fence(), RETENTION)).isTrue();
    assertThat(store.forget(key, owner.fence(), RETENTION)).isTrue();

    Ownership next = owned(store.claim(key, claim()));
    store.complete(key, next, success("right"));
    assertThat(store.forget(key, owner.fence(), RETENTION)).isFalse();
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Done.class);
  }

  @Test
  default void forget_whatIsNotThere_makesNothing() {
    IdempotencyStore store = store();
    RecordKey key = key();

    assertThat(store.forget(key, 0, RETENTION)).isFalse();
    assertThat(store.find(key)).isEmpty();
  }

  @Test
  default void forget_isKeptForTheRetention() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership old = owned(store.claim(key, claim()));
    store.complete(key, old, success("wrong"));
    pass(RETENTION.minusHours(1));
    store.forget(key, old.fence(), RETENTION);

    pass(RETENTION.minusHours(1));

    assertThat(store.complete(key, old, success("late"))).isInstanceOf(Completion.Stale.class);
  }

  @Test
  default void forget_aDoubt_isKeptAsLongAsTheDoubtWouldHaveBeen() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership old = owned(store.claim(key, claim()));
    store.release(key, old, release(ReleaseMode.UNKNOWN));
    store.forget(key, old.fence(), RETENTION);

    pass(IdempotencyStore.UNCERTAIN_RETENTION.minusHours(1));

    assertThat(store.complete(key, old, success("late"))).isInstanceOf(Completion.Stale.class);
    pass(Duration.ofHours(2));
    assertThat(store.find(key)).isEmpty();
  }
}
