// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static dev.twelvefactor.idempotency.contract.StoreUnderTest.claim;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.granted;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.key;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owned;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.release;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.result;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.success;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyStore#complete} promises. */
interface CompletePromises extends StoreUnderTest {

  @Test
  default void complete_byTheOwner_isStored() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(store.complete(key, owner, success("done"))).isEqualTo(new Completion.Stored(false));

    assertThat(store.find(key)).hasValueSatisfying(record -> {
      assertThat(record.state()).isEqualTo(State.COMPLETED);
      assertThat(record.result()).isEqualTo(result("done"));
      assertThat(record.uncertain()).isFalse();
    });
  }

  @Test
  default void complete_aFailure_isStoredAsOne() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    Result failure = new Result(Kind.FAILURE, "out_of_stock\ntea".getBytes(UTF_8));

    store.complete(key, owner, new CompletionRequest(true, failure, FINGERPRINT, RETENTION));

    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.FAILED);
    assertThat(store.claim(key, claim()))
        .isInstanceOfSatisfying(
            Claim.Done.class, done -> assertThat(done.result()).isEqualTo(failure));
  }

  @Test
  default void complete_twiceWithTheSameResult_isStoredTwice() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("done"));

    assertThat(store.complete(key, owner, success("done"))).isEqualTo(new Completion.Stored(false));
  }

  @Test
  default void complete_twiceWithAnotherResult_isSupersededByTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.complete(key, owner, success("first"));

    assertThat(store.complete(key, owner, success("second")))
        .isInstanceOfSatisfying(
            Completion.Superseded.class,
            winner -> assertThat(winner.result()).isEqualTo(result("first")));
    assertThat(store.find(key).orElseThrow().result()).isEqualTo(result("first"));
  }

  @Test
  default void complete_byAnOwnerWhoseLeaseIsOver_isStoredWhileNobodyTookOver() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    pass(LEASE.multipliedBy(2));

    assertThat(store.complete(key, owner, success("late"))).isEqualTo(new Completion.Stored(false));
  }

  @Test
  default void complete_byAnOwnerThatWasTakenOver_isStaleAndThenSuperseded() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership old = owned(store.claim(key, claim(OnCrash.RERUN, true)));
    pass(LEASE);
    Ownership heir = owned(store().claim(key, claim(OnCrash.RERUN, true)));

    assertThat(heir.fence()).isGreaterThan(old.fence());
    assertThat(store.complete(key, old, success("old"))).isEqualTo(new Completion.Stale());
    assertThat(store.complete(key, heir, success("heir"))).isEqualTo(new Completion.Stored(false));
    assertThat(store.complete(key, old, success("old")))
        .isInstanceOfSatisfying(
            Completion.Superseded.class,
            winner -> assertThat(winner.result()).isEqualTo(result("heir")));
  }

  @Test
  default void complete_withAnotherFenceOfTheSameOwner_isStale() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(
            store.complete(key, new Ownership(owner.owner(), owner.fence() - 1), success("forged")))
        .isEqualTo(new Completion.Stale());
  }

  @Test
  default void complete_withTheFenceOfAnotherOwner_isStale() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));

    assertThat(store.complete(
            key, new Ownership(StoreUnderTest.owner(), owner.fence()), success("forged")))
        .isEqualTo(new Completion.Stale());
  }

  @Test
  default void complete_whenTheRecordWasLost_isRestored() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.delete(key);

    assertThat(store.complete(key, owner, success("done"))).isEqualTo(new Completion.Stored(true));

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Done.class);
    assertThat(store.complete(key, owner, success("done"))).isEqualTo(new Completion.Stored(false));
  }

  @Test
  default void complete_afterTheRecordWasLostAndClaimedAgain_isStaleSinceTheFenceGrew() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership old = owned(store.claim(key, claim()));
    store.delete(key);
    pass(LEASE);
    Ownership heir = owned(store.claim(key, claim()));

    assertThat(heir.fence()).isGreaterThan(old.fence());
    assertThat(store.complete(key, old, success("old"))).isEqualTo(new Completion.Stale());
  }

  @Test
  default void complete_afterItsOwnRelease_isStored() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    store.release(key, owner, release(ReleaseMode.RETRY));

    assertThat(store.complete(key, owner, success("done"))).isEqualTo(new Completion.Stored(false));
  }

  @Test
  default void complete_ofAnUnknownOutcomeByItsOwner_isStored() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim()));
    pass(LEASE);
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);

    assertThat(store.complete(key, owner, success("late"))).isEqualTo(new Completion.Stored(false));
    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Done.class);
  }

  @Test
  default void complete_anyBytes_comeBackAsTheyWere() {
    IdempotencyStore store = store();
    byte[] bytes = new byte[1024];
    new Random(42).nextBytes(bytes);
    for (int length : new int[] {0, 1, 44, 255, 1024}) {
      RecordKey key = key();
      Result result = new Result(Kind.VALUE, Arrays.copyOf(bytes, length));
      store.complete(
          key,
          granted(store.claim(key, claim())).ownership(),
          new CompletionRequest(false, result, FINGERPRINT, RETENTION));

      assertThat(store.claim(key, claim()))
          .isInstanceOfSatisfying(
              Claim.Done.class, done -> assertThat(done.result()).isEqualTo(result));
    }
  }

  @Test
  default void complete_aTombstone_isDoneWithoutAResult() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Result tombstone = new Result(Kind.TOMBSTONE, new byte[0]);
    store.complete(
        key,
        owned(store.claim(key, claim())),
        new CompletionRequest(false, tombstone, FINGERPRINT, RETENTION));

    assertThat(store.claim(key, claim()))
        .isInstanceOfSatisfying(
            Claim.Done.class, done -> assertThat(done.result()).isEqualTo(tombstone));
  }
}
