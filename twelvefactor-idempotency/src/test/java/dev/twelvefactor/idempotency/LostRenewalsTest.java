// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault that hits renewals alone: the task goes on, and the store takes everything else. */
class LostRenewalsTest {

  private static final String OWNER = "owner";
  private static final String HEIR = "heir";

  private final FlakyStore store = new FlakyStore();
  private final List<Kind> events = new CopyOnWriteArrayList<>();
  private final IdempotentExecutor once = IdempotentExecutor.builder(store)
      .observer(new IdempotencyObserver() {
        @Override
        public void observed(Event event) {
          events.add(event.kind());
        }
      })
      .build();
  private final IdempotentExecutor other = IdempotentExecutor.create(store);
  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CompletableFuture<IdempotentRun> begun = new CompletableFuture<>();
  private final CompletableFuture<String> effect = new CompletableFuture<>();

  @AfterEach
  void close() {
    hanging.countDown();
    effect.complete(OWNER);
    once.close();
    other.close();
  }

  /** Whoever finds its owner dead waits for it until its lease is over, and then follows it. */
  private static Operation<String> order(OnCrash onCrash) {
    return Operation.builder("order", String.class)
        .lease(Duration.ofMillis(200))
        .duplicatesWait(Duration.ofMinutes(10))
        .onCrash(onCrash)
        .build();
  }

  private CompletableFuture<Outcome<String>> begin(Operation<String> order) {
    CompletableFuture<Outcome<String>> outcome = once.executeAsync(order, key, run -> {
          begun.complete(run);
          return effect;
        })
        .toCompletableFuture();
    begun.join();
    return outcome;
  }

  private void loseRenewals() {
    store.beforeRenewal = () -> {
      throw new IdempotencyException(Reason.STORE, "lost", true, (Throwable) null);
    };
  }

  private void hangRenewals() {
    store.beforeRenewal = () -> {
      try {
        hanging.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
  }

  private void assertFollows(IdempotentRun heir) {
    IdempotentRun owner = begun.join();
    assertThat(heir.takeover()).isTrue();
    assertThat(heir.fence()).isGreaterThan(owner.fence());
    await().until(() -> catchThrowable(owner::checkOwned) != null);
    assertThat(catchThrowable(owner::checkOwned))
        .isInstanceOfSatisfying(
            IdempotencyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LEASE_LOST));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void owner_thatEndsAfterItsHeir_isAnsweredWithWhatThatStored(boolean hang) {
    if (hang) {
      hangRenewals();
    } else {
      loseRenewals();
    }
    Operation<String> order = order(OnCrash.RERUN);
    CompletableFuture<Outcome<String>> late = begin(order);
    await().until(() -> store.renewals.get() > 0);

    Outcome<String> followed = other.execute(order, key, run -> {
      assertFollows(run);
      return HEIR;
    });
    effect.complete(OWNER);

    assertThat(followed).isEqualTo(new Outcome.Completed<>(HEIR, false, true));
    assertThat(late.join()).isEqualTo(new Outcome.Completed<>(HEIR, true, true));
    assertThat(events).contains(Kind.SUPERSEDED);
  }

  @Test
  void owner_thatEndsWhileItsHeirRuns_hasNoResult() {
    loseRenewals();
    Operation<String> order = order(OnCrash.RERUN);
    CompletableFuture<Outcome<String>> late = begin(order);

    Outcome<String> followed = other.execute(order, key, run -> {
      assertFollows(run);
      effect.complete(OWNER);
      assertThat(late.join()).isInstanceOf(Outcome.InProgress.class);
      return HEIR;
    });

    assertThat(followed).isEqualTo(new Outcome.Completed<>(HEIR, false, true));
    assertThat(events).contains(Kind.LEASE_LOST);
    assertThat(once.execute(order, key, run -> "third").orThrow()).isEqualTo(HEIR);
  }

  @Test
  void renewal_thatArrivesWhenTheHeirRuns_takesNothingFromIt() {
    hangRenewals();
    Operation<String> order = order(OnCrash.RERUN);
    CompletableFuture<Outcome<String>> late = begin(order);
    await().until(() -> store.renewals.get() > 0);

    Outcome<String> followed = other.execute(order, key, run -> {
      assertFollows(run);
      hanging.countDown();
      await().until(() -> events.contains(Kind.LEASE_LOST));
      run.verifyOwned();
      return HEIR;
    });
    effect.complete(OWNER);

    assertThat(followed).isEqualTo(new Outcome.Completed<>(HEIR, false, true));
    assertThat(late.join()).isEqualTo(new Outcome.Completed<>(HEIR, true, true));
  }

  @Test
  void owner_thatIsThoughtDead_settlesTheDoubtByItsResult() {
    loseRenewals();
    Operation<String> order = order(OnCrash.UNKNOWN);
    CompletableFuture<Outcome<String>> late = begin(order);
    assertThat(other.execute(order, key, run -> HEIR)).isInstanceOf(Outcome.Unknown.class);
    assertThat(other.find(order, key).orElseThrow().state()).isEqualTo(State.UNKNOWN);

    effect.complete(OWNER);

    assertThat(late.join()).isEqualTo(new Outcome.Completed<>(OWNER, false, true));
    assertThat(other.execute(order, key, run -> HEIR))
        .isEqualTo(new Outcome.Completed<>(OWNER, true, true));
  }
}
