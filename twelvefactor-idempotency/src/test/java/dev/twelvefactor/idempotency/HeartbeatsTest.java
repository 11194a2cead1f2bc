// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many leases, of several lengths, renewed by one timer. */
class HeartbeatsTest {

  private static final int RUNS = 100;

  private final FlakyStore store = new FlakyStore();
  private final IdempotentExecutor once = IdempotentExecutor.create(store);
  private final AtomicInteger begun = new AtomicInteger();
  private final CompletableFuture<String> effect = new CompletableFuture<>();

  @AfterEach
  void close() {
    effect.complete("done");
    once.close();
  }

  private CompletionStage<Outcome<String>> begin(Duration lease, String id) {
    Operation<String> operation =
        Operation.builder("order", String.class).lease(lease).build();
    return once.executeAsync(operation, IdempotencyKey.of("acme", id, "tea"), run -> {
      begun.incrementAndGet();
      return effect;
    });
  }

  private void assertAllEndAsOwners(List<CompletionStage<Outcome<String>>> outcomes) {
    effect.complete("done");
    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.toCompletableFuture().join())
            .isEqualTo(new Outcome.Completed<>("done", false, true)));
  }

  @Test
  void renewal_ofAShortLeaseBesideALongOne_comesInTime() {
    CompletionStage<Outcome<String>> patient = begin(Duration.ofHours(1), "1");
    await().until(() -> begun.get() == 1);
    CompletionStage<Outcome<String>> urgent = begin(Duration.ofSeconds(2), "2");

    await().until(() -> store.renewals.get() >= 2);

    assertAllEndAsOwners(List.of(patient, urgent));
  }

  @Test
  void renewal_afterARunOfAShortLeaseHasEnded_goesOnForTheOthers() {
    CompletionStage<Outcome<String>> patient = begin(Duration.ofSeconds(3), "1");
    await().until(() -> begun.get() == 1);
    once.execute(
        Operation.builder("order", String.class).lease(Duration.ofMillis(600)).build(),
        IdempotencyKey.of("acme", "2", "tea"),
        run -> await().until(() -> "renewed", renewed -> store.renewals.get() > 0));
    int renewals = store.renewals.get();

    await().until(() -> store.renewals.get() >= renewals + 2);

    assertAllEndAsOwners(List.of(patient));
  }

  @Test
  void renewal_ofManyLeases_isOneForEachInAThirdOfIt() {
    List<CompletionStage<Outcome<String>>> outcomes = IntStream.range(0, RUNS)
        .mapToObj(i -> begin(Duration.ofSeconds(3), "many-" + i))
        .toList();

    await().until(() -> store.renewals.get() >= 2 * RUNS);

    assertThat(store.renewals.get()).isLessThan(4 * RUNS);
    assertAllEndAsOwners(outcomes);
  }
}
