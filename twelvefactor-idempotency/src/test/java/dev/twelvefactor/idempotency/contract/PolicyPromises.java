// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static dev.twelvefactor.idempotency.contract.StoreUnderTest.claim;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.granted;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.key;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.owned;
import static dev.twelvefactor.idempotency.contract.StoreUnderTest.release;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a record whose owner died. */
interface PolicyPromises extends StoreUnderTest {

  @Test
  default void claim_afterADeathBeforeTheEffect_isGrantedUnderEveryPolicy() {
    IdempotencyStore store = store();
    for (OnCrash onCrash : OnCrash.values()) {
      RecordKey key = key();
      Ownership dead = owned(store.claim(key, claim(onCrash, false)));
      pass(LEASE);

      Claim.Granted grant = granted(store.claim(key, claim(onCrash, false)));

      assertThat(grant.takeover()).as("%s", onCrash).isFalse();
      assertThat(grant.attempt()).isEqualTo(2);
      assertThat(grant.ownership().fence()).isGreaterThan(dead.fence());
    }
  }

  @Test
  default void claim_afterADeathThatMayHaveHadItsEffect_goesByTheStricterPolicy() {
    for (OnCrash stored : OnCrash.values()) {
      for (OnCrash claimed : OnCrash.values()) {
        assertThat(afterDeath(stored, claimed))
            .as("%s, then %s", stored, claimed)
            .isEqualTo(expected(stored, claimed));
      }
    }
  }

  private boolean afterDeath(OnCrash stored, OnCrash claimed) {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim(stored, true));
    pass(LEASE);
    Claim answer = store.claim(key, claim(claimed, true));
    if (answer instanceof Claim.Granted grant) {
      assertThat(grant.takeover()).isTrue();
      return true;
    }
    assertThat(answer).isInstanceOf(Claim.Unknown.class);
    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.UNKNOWN);
    // Asking again changes nothing, and who died has not lost the right to complete.
    assertThat(store.claim(key, claim(claimed, true))).isInstanceOf(Claim.Unknown.class);
    return false;
  }

  /** Whether it is run again. */
  private static boolean expected(OnCrash stored, OnCrash claimed) {
    if (stored == OnCrash.UNKNOWN || claimed == OnCrash.UNKNOWN) {
      return false;
    }
    return claimed == OnCrash.RECONCILE || stored == OnCrash.RERUN;
  }

  @Test
  default void claim_afterATakeoverThatDiedBeforeItsEffect_stillDoubtsTheFirst() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim(OnCrash.RERUN, true));
    pass(LEASE);
    Ownership heir = owned(store.claim(key, claim(OnCrash.RERUN, false)));
    store.release(key, heir, release(ReleaseMode.RETRY));

    assertThat(granted(store.claim(key, claim(OnCrash.RERUN, false))).takeover())
        .isTrue();
    pass(LEASE);
    assertThat(store.claim(key, claim(OnCrash.UNKNOWN, false))).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void claim_repeatedAfterATakeover_isATakeoverAgain() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim(OnCrash.RERUN, true));
    pass(LEASE);
    IdempotencyStore.ClaimRequest request = claim(OnCrash.RERUN, true);
    Claim.Granted first = granted(store.claim(key, request));

    assertThat(granted(store.claim(key, request))).isEqualTo(first);
    assertThat(first.takeover()).isTrue();
  }

  @Test
  default void claim_ofAnUnknownOutcome_isGrantedToWhoCanDealWithIt() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Ownership owner = owned(store.claim(key, claim(OnCrash.RECONCILE, true)));
    store.release(key, owner, release(ReleaseMode.UNKNOWN));

    assertThat(store.claim(key, claim(OnCrash.RERUN, true))).isInstanceOf(Claim.Unknown.class);
    assertThat(granted(store.claim(key, claim(OnCrash.RECONCILE, true))).takeover())
        .isTrue();
  }

  @Test
  default void claim_attemptsUsedUpWithoutDoubt_hasFailedForGood() {
    IdempotencyStore store = store();
    RecordKey key = key();
    for (int i = 0; i < 3; i++) {
      store.release(key, owned(store.claim(key, claim())), release(ReleaseMode.RETRY));
    }

    Claim claim = store.claim(key, claim());

    assertThat(claim)
        .isInstanceOfSatisfying(
            Claim.Done.class,
            done -> assertThat(new String(done.result().payload(), UTF_8))
                .isEqualTo("attempts_exhausted\n"));
    assertThat(store.find(key).orElseThrow().state()).isEqualTo(State.FAILED);
  }

  @Test
  default void claim_attemptsUsedUpWithDoubt_isUnknown() {
    IdempotencyStore store = store();
    RecordKey key = key();
    for (int i = 0; i < 3; i++) {
      assertThat(store.claim(key, claim(OnCrash.RERUN, true))).isInstanceOf(Claim.Granted.class);
      pass(LEASE);
    }

    assertThat(store.claim(key, claim(OnCrash.RERUN, true))).isInstanceOf(Claim.Unknown.class);
    assertThat(store.claim(key, claim(OnCrash.RERUN, true))).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void claim_withIntent_keepsTheTraceForAWeek() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim());
    pass(IdempotencyStore.UNCERTAIN_RETENTION.minusHours(1));

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void claim_afterADeathInDoubt_keepsTheTraceForAWeek() {
    IdempotencyStore store = store();
    RecordKey key = key();
    store.claim(key, claim(OnCrash.RERUN, true));
    pass(LEASE);
    store.claim(key, claim(OnCrash.RERUN, false));
    pass(IdempotencyStore.UNCERTAIN_RETENTION.minusHours(1));

    assertThat(granted(store.claim(key, claim(OnCrash.RERUN, false))).attempt()).isEqualTo(3);
  }

  @Test
  default void claim_withIntent_keepsTheTraceAsLongAsTheRecord() {
    IdempotencyStore store = store();
    RecordKey key = key();
    Duration month = Duration.ofDays(30);
    store.claim(key, claim(OnCrash.UNKNOWN, month));
    pass(month.minusHours(1));

    assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  default void claim_findsADeath_keepsTheDoubtAsLongAsTheOwnerOrTheFinderAsked() {
    IdempotencyStore store = store();
    Duration month = Duration.ofDays(30);
    RecordKey ofAPatientOwner = key();
    store.claim(ofAPatientOwner, claim(OnCrash.UNKNOWN, month));
    RecordKey ofAPatientFinder = key();
    store.claim(ofAPatientFinder, claim());
    pass(LEASE);
    store.claim(ofAPatientOwner, claim());
    store.claim(ofAPatientFinder, claim(OnCrash.UNKNOWN, month));

    pass(month.minusHours(1));

    for (RecordKey key : List.of(ofAPatientOwner, ofAPatientFinder)) {
      assertThat(store.claim(key, claim())).isInstanceOf(Claim.Unknown.class);
    }
  }
}
