// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyObserver.Event;
import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever tells an event, its time is that since the call began. */
class EventsTest {

  private static final Operation<String> ORDER = Operation.builder("order", String.class)
      .retryable(IllegalArgumentException.class)
      .build();
  private static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final FlakyStore store = new FlakyStore();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final IdempotentExecutor once = IdempotentExecutor.builder(store)
      .observer(new IdempotencyObserver() {
        @Override
        public void observed(Event event) {
          events.add(event);
        }
      })
      .patience(Duration.ZERO)
      .build();
  private final IdempotentExecutor other = IdempotentExecutor.create(store);
  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private final CompletableFuture<String> othersEffect = new CompletableFuture<>();

  @AfterEach
  void close() {
    store.loseRequests(0);
    othersEffect.complete("other");
    once.close();
    other.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SUPERSEDED",
        "LEASE_LOST",
        "RESTORED",
        "COMPLETION_DELAYED",
        "UNKNOWN",
        "STORE_ERROR"
      })
  void settlement_isToldWithTheTimeOfTheWholeCall(Kind kind) {
    Throwable unused = catchThrowable(() -> once.execute(ORDER, key, run -> {
      work();
      return ended(kind);
    }));

    assertThat(elapsed(kind)).isGreaterThanOrEqualTo(Duration.ofNanos(TASK_NANOS));
  }

  private static void work() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TASK_NANOS) {
      Thread.onSpinWait();
    }
  }

  /** Makes sure that this is what the end of the run is told as. */
  private String ended(Kind kind) {
    switch (kind) {
      case SUPERSEDED -> {
        store.delete(key.record("order"));
        other.execute(ORDER, key, run -> "other");
      }
      case LEASE_LOST -> {
        store.delete(key.record("order"));
        CompletableFuture<?> unused =
            other.executeAsync(ORDER, key, run -> othersEffect).toCompletableFuture();
        await().until(() -> other.find(ORDER, key).isPresent());
      }
      case RESTORED -> store.delete(key.record("order"));
      case COMPLETION_DELAYED -> store.loseRequests(1);
      case UNKNOWN -> throw new IllegalStateException("half-way");
      default -> {
        store.loseRequests(1);
        throw new IllegalArgumentException("nothing done");
      }
    }
    return "done";
  }

  private Duration elapsed(Kind kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .map(Event::elapsed)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void storeError_whileADuplicateWaits_isToldWithTheTimeOfTheWholeCall() {
    Operation<String> patient = Operation.builder("order", String.class)
        .duplicatesWait(Duration.ofMinutes(10))
        .build();

    other.execute(patient, key, run -> {
      CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(
          () -> catchThrowable(() -> once.execute(patient, key, never -> "duplicate")));
      await().until(() -> store.claims.get() >= 3);
      work();
      store.loseRequests(1);
      assertThat(waiting.join()).isInstanceOf(IdempotencyException.class);
      assertThat(elapsed(Kind.STORE_ERROR)).isGreaterThanOrEqualTo(Duration.ofNanos(TASK_NANOS));
      return "done";
    });
  }
}
