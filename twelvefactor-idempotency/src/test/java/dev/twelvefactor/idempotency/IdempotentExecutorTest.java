// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotentExecutorTest {

  record Order(String id) {}

  static final class OutOfStock extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfStock(String message) {
      super(message);
    }
  }

  private static final Operation<Order> CREATE = Operation.of("create_order", Order.class);

  private final FlakyStore store = new FlakyStore();
  private final List<IdempotencyObserver.Kind> events = new CopyOnWriteArrayList<>();
  private final IdempotentExecutor once = IdempotentExecutor.builder(store)
      .observer(new IdempotencyObserver() {
        @Override
        public void observed(Event event) {
          events.add(event.kind());
        }
      })
      .patience(Duration.ofMillis(200))
      .build();
  private final IdempotencyKey key = IdempotencyKey.of("acme", "42", "tea");
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void close() {
    once.close();
  }

  private Order create(IdempotentRun run) {
    return new Order("order-" + runs.incrementAndGet());
  }

  private static Operation.Builder<Order> operation() {
    return Operation.builder("create_order", Order.class);
  }

  @Test
  void execute_twice_runsOnceAndRepeatsTheResult() {
    Outcome<Order> first = once.execute(CREATE, key, this::create);
    Outcome<Order> second = once.execute(CREATE, key, this::create);

    assertThat(first).isEqualTo(new Outcome.Completed<>(new Order("order-1"), false, true));
    assertThat(second).isEqualTo(new Outcome.Completed<>(new Order("order-1"), true, true));
    assertThat(runs).hasValue(1);
    assertThat(events)
        .containsExactly(IdempotencyObserver.Kind.CLAIMED, IdempotencyObserver.Kind.REPLAYED);
  }

  @Test
  void execute_otherScopesKeysAndOperations_doNotMeet() {
    once.execute(CREATE, key, this::create);
    once.execute(CREATE, IdempotencyKey.of("other", "42", "tea"), this::create);
    once.execute(CREATE, IdempotencyKey.of("acme", "43", "tea"), this::create);
    once.execute(Operation.of("refund", Order.class), key, this::create);
    once.execute(CREATE, IdempotencyKey.of("acme4", "2", "tea"), this::create);

    assertThat(runs).hasValue(5);
  }

  @Test
  void execute_anotherBody_isAMismatch() {
    once.execute(CREATE, key, this::create);

    Outcome<Order> outcome =
        once.execute(CREATE, IdempotencyKey.of("acme", "42", "coffee"), this::create);

    assertThat(outcome).isEqualTo(new Outcome.Mismatch<>());
    assertThatThrownBy(outcome::orThrow).isInstanceOfSatisfying(IdempotencyException.class, e -> {
      assertThat(e.reason()).isEqualTo(Reason.MISMATCH);
      assertThat(e.maybeApplied()).isFalse();
    });
    assertThat(runs).hasValue(1);
  }

  @Test
  void execute_whileAnotherRuns_isInProgress() {
    once.execute(CREATE, key, run -> {
      Outcome<Order> inner = once.execute(CREATE, key, this::create);

      assertThat(inner).isEqualTo(new Outcome.InProgress<>(Duration.ofSeconds(1)));
      assertThatThrownBy(inner::orThrow)
          .isInstanceOfSatisfying(
              IdempotencyException.class,
              e -> assertThat(e.retryAfter()).hasValue(Duration.ofSeconds(1)));
      return new Order("outer");
    });

    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_aCheckedException_isThrownAsItIsAndLeavesItUnknown() {
    IOException thrown = new IOException("disk");

    assertThatThrownBy(() -> once.execute(CREATE, key, run -> {
          throw thrown;
        }))
        .isSameAs(thrown);

    Outcome<Order> outcome = once.execute(CREATE, key, this::create);
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThatThrownBy(outcome::orThrow).isInstanceOfSatisfying(IdempotencyException.class, e -> {
      assertThat(e.reason()).isEqualTo(Reason.UNKNOWN);
      assertThat(e.maybeApplied()).isTrue();
    });
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_anExceptionBeforeTheIntent_letsTheNextOneRun() {
    Operation<Order> operation = operation().intentMarkedByTask().build();

    dies(() -> once.execute(operation, key, run -> {
      throw new IllegalArgumentException("no such tea");
    }));

    assertThat(once.execute(operation, key, this::create).orThrow())
        .isEqualTo(new Order("order-1"));
  }

  @Test
  void execute_anExceptionAfterTheIntent_leavesItUnknown() {
    Operation<Order> operation = operation().intentMarkedByTask().build();

    dies(() -> once.execute(operation, key, run -> {
      run.intent();
      assertThat(once.find(operation, key).orElseThrow().intent()).isTrue();
      throw new IllegalArgumentException("half-way");
    }));

    assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void execute_anIntentThatCannotBeNoted_doesNotBegin() {
    Operation<Order> operation = operation().intentMarkedByTask().build();

    Throwable thrown = catchThrowable(() -> once.execute(operation, key, run -> {
      store.loseRequests(1000);
      try {
        run.intent();
      } finally {
        store.loseRequests(0);
      }
      return create(run);
    }));

    assertThat(thrown)
        .isInstanceOfSatisfying(
            IdempotencyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORE));
    assertThat(runs).hasValue(0);
    assertThat(once.execute(operation, key, this::create).orThrow())
        .isEqualTo(new Order("order-1"));
  }

  @Test
  void execute_anIntentWhoseEveryAnswerIsLost_leavesItUnknown() {
    Operation<Order> operation = operation().intentMarkedByTask().build();

    dies(() -> once.execute(operation, key, run -> {
      store.loseReplies(1000);
      try {
        run.intent();
      } finally {
        store.loseReplies(0);
      }
      return create(run);
    }));

    assertThat(runs).hasValue(0);
    assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void execute_anIntentThatIsLostOnTheWay_isSentAgain() {
    Operation<Order> operation = operation().intentMarkedByTask().build();

    Outcome<Order> outcome = once.execute(operation, key, run -> {
      store.loseRequests(1);
      run.intent();
      assertThat(once.find(operation, key).orElseThrow().intent()).isTrue();
      return create(run);
    });

    assertThat(outcome.orThrow()).isEqualTo(new Order("order-1"));
  }

  @Test
  void execute_aDeclaredFailure_isRepeated() {
    Operation<Order> operation =
        operation().failure(OutOfStock.class, "out_of_stock", OutOfStock::new).build();
    assertThatThrownBy(() -> once.execute(operation, key, run -> {
          throw new OutOfStock("no tea");
        }))
        .isInstanceOf(OutOfStock.class);

    Outcome<Order> outcome = once.execute(operation, key, this::create);

    assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
      assertThat(failed.code()).isEqualTo("out_of_stock");
      assertThat(failed.detail()).isEqualTo("no tea");
    });
    assertThatThrownBy(outcome::orThrow).isInstanceOf(OutOfStock.class).hasMessage("no tea");
    assertThat(runs).hasValue(0);
  }

  private static final Duration SHORT = Duration.ofMillis(50);

  /** Its runs lose their key soon, and others follow. */
  private static Operation<Order> hasty() {
    return operation()
        .failure(OutOfStock.class, "out_of_stock", OutOfStock::new)
        .lease(SHORT)
        .maxDuration(SHORT)
        .duplicatesWait(Duration.ofMinutes(10))
        .onCrash(OnCrash.RERUN)
        .build();
  }

  private CompletableFuture<Outcome<Order>> begin(
      Operation<Order> operation, CompletableFuture<Order> end) {
    CompletableFuture<Outcome<Order>> outcome =
        once.executeAsync(operation, key, run -> end).toCompletableFuture();
    await().until(() -> once.find(operation, key).isPresent());
    return outcome;
  }

  @Test
  void execute_aDeclaredFailureAfterAnotherOnesResult_isAnsweredWithThatToAll() {
    CompletableFuture<Order> late = new CompletableFuture<>();
    CompletableFuture<Outcome<Order>> first = begin(hasty(), late);
    CompletableFuture<Outcome<Order>> duplicate = begin(hasty(), late);
    IdempotentExecutor.create(store).execute(hasty(), key, this::create);

    late.completeExceptionally(new OutOfStock("no tea"));

    Outcome<Order> winner = new Outcome.Completed<>(new Order("order-1"), true, true);
    assertThat(first.join()).isEqualTo(winner);
    assertThat(duplicate.join()).isEqualTo(winner);
    assertThat(events).contains(IdempotencyObserver.Kind.SUPERSEDED);
  }

  @Test
  void execute_aDeclaredFailureWhileAnotherRuns_isNoResult() {
    CompletableFuture<Order> late = new CompletableFuture<>();
    CompletableFuture<Outcome<Order>> first = begin(hasty(), late);
    CompletableFuture<Order> end = new CompletableFuture<>();
    CompletableFuture<Outcome<Order>> heir = IdempotentExecutor.create(store)
        .executeAsync(hasty(), key, run -> end)
        .toCompletableFuture();
    await().until(() -> once.find(hasty(), key).orElseThrow().attempt() == 2);

    late.completeExceptionally(new OutOfStock("no tea"));

    assertThat(first.join()).isEqualTo(new Outcome.InProgress<>(Duration.ofSeconds(1)));
    end.complete(new Order("heir"));
    assertThat(heir.join()).isEqualTo(new Outcome.Completed<>(new Order("heir"), false, true));
  }

  @Test
  void execute_aRetryableException_letsTheNextOneRunUntilAttemptsAreUsedUp() {
    Operation<Order> operation =
        operation().retryable(OutOfStock.class).maxAttempts(2).build();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> once.execute(operation, key, run -> {
            throw new OutOfStock("no tea");
          }))
          .isInstanceOf(OutOfStock.class);
    }

    Outcome<Order> outcome = once.execute(operation, key, this::create);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("attempts_exhausted"));
    assertThatThrownBy(outcome::orThrow)
        .isInstanceOfSatisfying(
            IdempotencyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
  }

  @Test
  void execute_rerunOnCrash_runsAgainAsATakeover() {
    Operation<Order> operation = operation().onCrash(OnCrash.RERUN).build();
    List<String> downstream = new ArrayList<>();
    List<Long> fences = new ArrayList<>();
    dies(() -> once.execute(operation, key, run -> {
      downstream.add(run.downstreamKey("charge"));
      fences.add(run.fence());
      throw new IllegalStateException("died");
    }));

    Outcome<Order> outcome = once.execute(operation, key, run -> {
      downstream.add(run.downstreamKey("charge"));
      fences.add(run.fence());
      assertThat(run.takeover()).isTrue();
      assertThat(run.attempt()).isEqualTo(2);
      assertThat(run.downstreamKey("mail")).isNotEqualTo(run.downstreamKey("charge"));
      return create(run);
    });

    assertThat(outcome.orThrow()).isEqualTo(new Order("order-1"));
    assertThat(downstream).hasSize(2).containsOnly(downstream.get(0));
    assertThat(fences.get(1)).isGreaterThan(fences.get(0));
  }

  @Test
  void execute_reconcilerThatFinds_answersItWithoutRunning() {
    Operation<Order> operation =
        operation().onCrash(run -> Evidence.found(new Order("found"))).build();
    fail(operation);

    Outcome<Order> outcome = once.execute(operation, key, this::create);

    assertThat(outcome).isEqualTo(new Outcome.Completed<>(new Order("found"), true, true));
    assertThat(once.execute(operation, key, this::create).orThrow()).isEqualTo(new Order("found"));
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_reconcilerThatExcludes_runs() {
    Operation<Order> operation =
        operation().onCrash(run -> Evidence.neverWillBe()).build();
    fail(operation);

    Outcome<Order> outcome = once.execute(operation, key, run -> {
      assertThat(once.find(operation, key).orElseThrow().prior()).isFalse();
      return create(run);
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>(new Order("order-1"), false, true));
  }

  @Test
  void execute_reconcilerThatExcludes_asksTheStoreUntilItAnswers() {
    Operation<Order> operation = operation()
        .onCrash(run -> {
          store.loseRequests(2);
          return Evidence.neverWillBe();
        })
        .build();
    fail(operation);

    once.execute(operation, key, run -> {
      assertThat(once.find(operation, key).orElseThrow().prior()).isFalse();
      return create(run);
    });

    assertThat(runs).hasValue(1);
  }

  @Test
  void execute_reconcilerThatExcludesTooLateWhileTheStoreIsDown_doesNotRun() {
    Operation<Order> operation = operation()
        .lease(SHORT)
        .maxDuration(SHORT)
        .onCrash(run -> {
          await().until(() -> catchThrowable(run::checkOwned) != null);
          store.loseRequests(1000);
          return Evidence.neverWillBe();
        })
        .build();
    fail(operation);

    assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.InProgress.class);
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_reconcilerThatCannotTell_staysUnknownAndIsAskedAgain() {
    List<Evidence<Order>> evidence = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      evidence.add(Evidence.cannotTell());
    }
    evidence.add(Evidence.found(new Order("found")));
    Operation<Order> operation = operation().onCrash(run -> evidence.remove(0)).build();
    fail(operation);

    for (int i = 0; i < 8; i++) {
      assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.Unknown.class);
    }
    assertThat(once.execute(operation, key, this::create).orThrow()).isEqualTo(new Order("found"));
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_reconcilerThatThrows_staysUnknown() {
    Operation<Order> operation = operation()
        .onCrash(run -> {
          throw new IOException("no route");
        })
        .build();
    fail(operation);

    assertThatThrownBy(() -> once.execute(operation, key, this::create))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("reconciler of operation create_order failed")
        .hasRootCauseMessage("no route");
    assertThat(once.find(operation, key).orElseThrow().state()).isEqualTo(State.UNKNOWN);
    assertThat(runs).hasValue(0);
  }

  private static void dies(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(RuntimeException.class);
  }

  private void fail(Operation<Order> operation) {
    assertThatThrownBy(() -> once.execute(operation, key, run -> {
          throw new IllegalStateException("died");
        }))
        .hasMessage("died");
  }

  @Test
  void resolve_anUnknownOutcome_settlesIt() {
    fail(CREATE);
    long fence = once.find(CREATE, key).orElseThrow().ownership().fence();

    assertThat(once.resolve(CREATE, key, fence - 1, Evidence.found(new Order("wrong"))))
        .isFalse();
    assertThat(once.resolve(CREATE, key, fence, Evidence.cannotTell())).isFalse();
    assertThat(once.resolve(CREATE, key, fence, Evidence.found(new Order("found"))))
        .isTrue();

    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("found"));
  }

  @Test
  void resolve_anOperationThatRuns_leavesItToItsOwner() {
    once.execute(CREATE, key, run -> {
      assertThat(once.resolve(CREATE, key, run.fence(), Evidence.neverWillBe())).isFalse();
      assertThat(once.resolve(CREATE, key, run.fence(), Evidence.found(new Order("wrong"))))
          .isFalse();
      return create(run);
    });

    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("order-1"));
  }

  @Test
  void resolve_asNeverHappened_letsTheNextOneRun() {
    fail(CREATE);
    long fence = once.find(CREATE, key).orElseThrow().ownership().fence();

    assertThat(once.resolve(CREATE, key, fence, Evidence.neverWillBe())).isTrue();

    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("order-1"));
  }

  @Test
  void forget_aResult_letsAnotherRequestRunUnderTheKey() {
    once.execute(CREATE, key, run -> new Order("wrong"));
    long fence = once.find(CREATE, key).orElseThrow().ownership().fence();
    IdempotencyKey corrected = IdempotencyKey.of("acme", "42", "coffee");

    assertThat(once.forget(CREATE, corrected, fence - 1)).isFalse();
    assertThat(once.forget(CREATE, corrected, fence)).isTrue();

    assertThat(once.execute(CREATE, corrected, run -> {
              assertThat(run.fence()).isGreaterThan(fence);
              assertThat(run.attempt()).isEqualTo(1);
              return create(run);
            })
            .orThrow())
        .isEqualTo(new Order("order-1"));
    assertThat(once.execute(CREATE, key, this::create)).isInstanceOf(Outcome.Mismatch.class);
  }

  @Test
  void forget_anOperationThatRuns_leavesItToItsOwner() {
    once.execute(CREATE, key, run -> {
      assertThat(once.forget(CREATE, key, run.fence())).isFalse();
      return create(run);
    });

    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("order-1"));
    assertThat(runs).hasValue(1);
  }

  @Test
  void execute_aResultThatIsTooLarge_isAnsweredOnceAndNeverRunAgain() {
    Operation<Order> operation = operation().maxResultBytes(64).build();
    Order large = new Order("x".repeat(100));

    assertThat(once.execute(operation, key, run -> large).orThrow()).isEqualTo(large);

    Outcome<Order> again = once.execute(operation, key, this::create);
    assertThat(again).isInstanceOf(Outcome.NotRetained.class);
    assertThatThrownBy(again::orThrow)
        .isInstanceOfSatisfying(
            IdempotencyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_RETAINED));
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_aCodecThatThrows_isAnsweredOnceAndNeverRunAgain() {
    Operation<Order> operation = Operation.builder(
            "create_order", new BrokenCodec(new IOException("cannot")))
        .build();

    assertThat(once.execute(operation, key, this::create).orThrow())
        .isEqualTo(new Order("order-1"));

    assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.NotRetained.class);
    assertThat(runs).hasValue(1);
  }

  @Test
  void execute_aCodecWithAnError_isAnsweredOnceAndNeverRunAgain() {
    Operation<Order> operation = Operation.builder(
            "create_order", new BrokenCodec(new StackOverflowError()))
        .build();

    assertThat(once.execute(operation, key, this::create).orThrow())
        .isEqualTo(new Order("order-1"));

    assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.NotRetained.class);
    assertThat(runs).hasValue(1);
  }

  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void execute_aDeclaredFailureWithoutAMessage_isRepeatedWithoutOne() {
    Operation<Order> operation =
        operation().failure(Mute.class, "mute", detail -> new Mute()).build();
    Mute thrown = new Mute();

    assertThat(catchThrowable(() -> once.execute(operation, key, run -> {
          throw thrown;
        })))
        .isSameAs(thrown);

    assertThat(once.execute(operation, key, this::create))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.detail()).isEmpty());
  }

  @Test
  void execute_aStoreThatBreaksAtTheEnd_leavesItUnknownAndShowsTheTasksException() {
    IllegalStateException thrown = new IllegalStateException("half-way");

    assertThat(catchThrowable(() -> once.execute(CREATE, key, run -> {
          store.breakOnce();
          throw thrown;
        })))
        .isSameAs(thrown)
        .hasSuppressedException(new FlakyStore.Broken());

    assertThat(once.execute(CREATE, key, this::create)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void execute_aStoreThatBreaksAtTheCompletion_leavesItUnknown() {
    assertThatThrownBy(() -> once.execute(CREATE, key, run -> {
          store.breakOnce();
          return create(run);
        }))
        .isInstanceOf(FlakyStore.Broken.class);

    assertThat(once.execute(CREATE, key, this::create)).isInstanceOf(Outcome.Unknown.class);
  }

  private record BrokenCodec(Throwable thrown) implements ResultCodec<Order> {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public byte[] encode(Order value) throws IOException {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw new IOException(thrown);
    }

    @Override
    public Order decode(byte[] bytes) throws IOException {
      throw new IOException("cannot");
    }
  }

  /** Writes and reads, until a release comes that cannot read. */
  private static final class AgeingCodec implements ResultCodec<Order> {

    private final ResultCodec<Order> json = ResultCodec.json(Order.class);
    private volatile @Nullable Throwable thrown;

    @Override
    public String id() {
      return json.id();
    }

    @Override
    public byte[] encode(Order value) throws IOException {
      return json.encode(value);
    }

    @Override
    public Order decode(byte[] bytes) throws IOException {
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      return json.decode(bytes);
    }
  }

  private static List<Throwable> whatACodecThrows() {
    return List.of(new StackOverflowError(), new IllegalStateException("cannot"));
  }

  @ParameterizedTest
  @MethodSource("whatACodecThrows")
  void execute_aStoredResultThatCannotBeReadAnyMore_isNotRetainedAndStays(Throwable thrown) {
    AgeingCodec codec = new AgeingCodec();
    Operation<Order> operation = Operation.builder("create_order", codec).build();
    once.execute(operation, key, this::create);
    codec.thrown = thrown;

    assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.NotRetained.class);
    assertThat(once.executeAsync(operation, key, run -> CompletableFuture.failedFuture(thrown))
            .toCompletableFuture()
            .join())
        .isInstanceOf(Outcome.NotRetained.class);

    codec.thrown = null;
    assertThat(once.execute(operation, key, this::create))
        .isEqualTo(new Outcome.Completed<>(new Order("order-1"), true, true));
    assertThat(runs).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("whatACodecThrows")
  void execute_aResultThatWhoWaitedForItCannotRead_isNotRetained(Throwable thrown) {
    AgeingCodec broken = new AgeingCodec();
    broken.thrown = thrown;
    Duration wait = Duration.ofMinutes(10);
    Operation<Order> unreadable =
        Operation.builder("create_order", broken).duplicatesWait(wait).build();
    CompletableFuture<Order> end = new CompletableFuture<>();
    CompletableFuture<Outcome<Order>> first =
        begin(operation().duplicatesWait(wait).build(), end);
    CompletableFuture<Outcome<Order>> duplicate =
        once.executeAsync(unreadable, key, run -> end).toCompletableFuture();

    end.complete(new Order("order-1"));

    assertThat(first.join()).isEqualTo(new Outcome.Completed<>(new Order("order-1"), false, true));
    assertThat(duplicate.join()).isInstanceOf(Outcome.NotRetained.class);
  }

  @ParameterizedTest
  @MethodSource("whatACodecThrows")
  void execute_aWinnersResultThatCannotBeRead_isNotRetainedForWhoComesLate(Throwable thrown) {
    AgeingCodec broken = new AgeingCodec();
    Operation<Order> late = Operation.builder("create_order", broken)
        .failure(OutOfStock.class, "out_of_stock", OutOfStock::new)
        .build();

    Outcome<Order> outcome = once.execute(late, key, run -> {
      store.delete(key.record("create_order"));
      once.execute(CREATE, key, this::create);
      broken.thrown = thrown;
      throw new OutOfStock("no tea");
    });

    assertThat(outcome).isInstanceOf(Outcome.NotRetained.class);
    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("order-1"));
  }

  @Test
  void execute_aDeclaredFailureThatCannotBeMadeAgain_isRepeatedAsOneOfOurs() {
    Operation<Order> operation = operation()
        .failure(OutOfStock.class, "out_of_stock", detail -> {
          throw new IllegalArgumentException("no detail");
        })
        .build();
    assertThatThrownBy(() -> once.execute(operation, key, run -> {
          throw new OutOfStock("no tea");
        }))
        .isInstanceOf(OutOfStock.class);

    Outcome<Order> outcome = once.execute(operation, key, this::create);

    assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
      assertThat(failed.code()).isEqualTo("out_of_stock");
      assertThat(failed.detail()).isEqualTo("no tea");
    });
    assertThatThrownBy(outcome::orThrow)
        .isInstanceOfSatisfying(
            IdempotencyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
    assertThat(runs).hasValue(0);
  }

  record OtherOrder(int number) {}

  @Test
  void execute_aResultOfAnotherRelease_isNotRunAgain() {
    once.execute(CREATE, key, this::create);
    Operation<OtherOrder> changed =
        Operation.builder("create_order", new BrokenOther()).build();

    assertThat(once.execute(changed, key, run -> new OtherOrder(runs.incrementAndGet())))
        .isInstanceOf(Outcome.NotRetained.class);
    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("order-1"));
    assertThat(runs).hasValue(1);
  }

  private static final class BrokenOther implements ResultCodec<OtherOrder> {
    @Override
    public String id() {
      return "other";
    }

    @Override
    public byte[] encode(OtherOrder value) {
      return new byte[] {(byte) value.number()};
    }

    @Override
    public OtherOrder decode(byte[] bytes) {
      return new OtherOrder(bytes[0]);
    }
  }

  @Test
  void execute_aLongRun_renewsItsLeaseAndAShortOneNever() {
    Operation<Order> operation = operation().lease(Duration.ofMillis(60)).build();

    once.execute(operation, key, run -> {
      await().until(() -> store.renewals.get() >= 6);
      run.checkOwned();
      return create(run);
    });
    int renewals = store.renewals.get();
    once.execute(CREATE, IdempotencyKey.of("acme", "43", "tea"), this::create);

    assertThat(store.renewals.get() - renewals).isLessThanOrEqualTo(1);
    assertThat(once.execute(operation, key, this::create).orThrow())
        .isEqualTo(new Order("order-1"));
  }

  @Test
  void execute_pastMaxDuration_doesNotOwnItsKeyAnyMore() {
    Operation<Order> operation = operation()
        .lease(Duration.ofMillis(60))
        .maxDuration(Duration.ofMillis(200))
        .build();

    assertThatThrownBy(() -> once.execute(operation, key, run -> {
          run.checkOwned();
          await().until(() -> catchThrowable(run::checkOwned) != null);
          run.verifyOwned();
          return create(run);
        }))
        .isInstanceOfSatisfying(
            IdempotencyException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LEASE_LOST));
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_claimWhoseAnswerIsLost_isRepeatedAndRunsOnce() {
    store.loseReplies(2);

    Outcome<Order> outcome = once.execute(CREATE, key, this::create);

    assertThat(outcome).isEqualTo(new Outcome.Completed<>(new Order("order-1"), false, true));
    assertThat(store.claims).hasValue(3);
  }

  @Test
  void execute_claimThatIsGivenUp_isWithdrawnAndBlocksNobody() {
    IdempotentExecutor impatient =
        IdempotentExecutor.builder(store).patience(Duration.ZERO).build();
    store.loseReplies(1);

    assertThatThrownBy(() -> impatient.execute(CREATE, key, this::create))
        .isInstanceOfSatisfying(IdempotencyException.class, e -> {
          assertThat(e.reason()).isEqualTo(Reason.STORE);
          assertThat(e.maybeApplied()).isFalse();
        });

    await()
        .until(() ->
            once.find(CREATE, key).map(IdempotencyRecord::state).orElse(null) == State.RELEASED);
    assertThat(once.execute(CREATE, key, this::create).orThrow()).isEqualTo(new Order("order-1"));
  }

  @Test
  void execute_storeDown_runsNothing() {
    store.loseRequests(1);

    assertThatThrownBy(() -> once.execute(CREATE, key, this::create))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("the operation was not begun");
    assertThat(store.claims).hasValue(1);
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_storeDownAfterTheEffect_answersTheResultAndStoresItLater() {
    Outcome<Order> outcome = once.execute(CREATE, key, run -> {
      store.loseRequests(1000);
      return create(run);
    });

    assertThat(outcome).isEqualTo(new Outcome.Completed<>(new Order("order-1"), false, false));
    store.loseRequests(0);
    await()
        .until(() ->
            once.find(CREATE, key).map(IdempotencyRecord::state).orElse(null) == State.COMPLETED);
    assertThat(once.execute(CREATE, key, this::create))
        .isEqualTo(new Outcome.Completed<>(new Order("order-1"), true, true));
    assertThat(events).contains(IdempotencyObserver.Kind.COMPLETION_DELAYED);
  }

  @Test
  void execute_storeThatBreaksWhileAResultIsStoredLater_isTriedAgain() {
    once.execute(CREATE, key, run -> {
      store.loseRequests(Integer.MAX_VALUE);
      return create(run);
    });

    store.breakOnce();
    await().until(() -> !store.isToBreak());
    store.loseRequests(0);

    await()
        .until(() ->
            once.find(CREATE, key).map(IdempotencyRecord::state).orElse(null) == State.COMPLETED);
  }

  @Test
  void execute_interruptedTask_isStoredAllTheSame() {
    Outcome<Order> outcome = once.execute(CREATE, key, run -> {
      Thread.currentThread().interrupt();
      return create(run);
    });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isEqualTo(new Outcome.Completed<>(new Order("order-1"), false, true));
  }

  @Test
  void close_withAResultToBeStored_storesItFirst() {
    once.execute(CREATE, key, run -> {
      store.loseRequests(1000);
      return create(run);
    });
    CompletableFuture<Void> closing = CompletableFuture.runAsync(once::close);
    store.loseRequests(0);
    closing.join();

    assertThatThrownBy(() -> once.execute(CREATE, key, this::create))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(events).doesNotContain(IdempotencyObserver.Kind.COMPLETION_LOST);
  }

  @Test
  void close_withAResultThatCannotBeStored_tellsThatItIsLost() {
    IdempotentExecutor hurried = IdempotentExecutor.builder(store)
        .observer(new IdempotencyObserver() {
          @Override
          public void observed(Event event) {
            events.add(event.kind());
          }
        })
        .patience(Duration.ZERO)
        .closeTimeout(Duration.ZERO)
        .build();
    hurried.execute(CREATE, key, run -> {
      store.loseRequests(Integer.MAX_VALUE);
      return create(run);
    });

    hurried.close();

    await().until(() -> events.contains(IdempotencyObserver.Kind.COMPLETION_LOST));
    assertThat(events).containsOnlyOnce(IdempotencyObserver.Kind.COMPLETION_LOST);
  }

  @Test
  void execute_duplicatesThatWait_getTheResultOfTheFirstWithoutAskingTheStore() throws Exception {
    Operation<Order> operation =
        operation().duplicatesWait(Duration.ofSeconds(30)).build();
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Order> goOn = new CompletableFuture<>();
    CompletableFuture<Outcome<Order>> first =
        CompletableFuture.supplyAsync(() -> once.execute(operation, key, run -> {
          running.countDown();
          return goOn.join();
        }));
    running.await();
    CompletableFuture<Outcome<Order>> second =
        CompletableFuture.supplyAsync(() -> once.execute(operation, key, this::create));
    goOn.complete(new Order("order-0"));

    assertThat(second.join().orThrow()).isEqualTo(new Order("order-0"));
    assertThat(first.join()).isEqualTo(new Outcome.Completed<>(new Order("order-0"), false, true));
    assertThat(runs).hasValue(0);
  }

  @Test
  void execute_duplicateOfAnotherProcessThatWaits_getsItsResult() {
    Operation<Order> operation =
        operation().duplicatesWait(Duration.ofSeconds(30)).build();
    IdempotentExecutor other = IdempotentExecutor.create(store);

    Outcome<Order> outer = other.execute(operation, key, run -> {
      CompletableFuture<Outcome<Order>> inner =
          CompletableFuture.supplyAsync(() -> once.execute(operation, key, this::create));
      await().until(() -> store.claims.get() >= 3);
      waiting = inner;
      return new Order("outer");
    });

    assertThat(waiting.join()).isEqualTo(new Outcome.Completed<>(new Order("outer"), true, true));
    assertThat(outer.orThrow()).isEqualTo(new Order("outer"));
  }

  private CompletableFuture<Outcome<Order>> waiting = new CompletableFuture<>();

  @Test
  void execute_duplicateThatWaitsTooShort_isInProgress() {
    Operation<Order> operation =
        operation().duplicatesWait(Duration.ofMillis(50)).build();

    once.execute(operation, key, run -> {
      assertThat(once.execute(operation, key, this::create)).isInstanceOf(Outcome.InProgress.class);
      return new Order("outer");
    });
  }

  @Test
  void executeAsync_twice_runsOnceAndRepeatsTheResult() {
    CompletableFuture<Order> later = new CompletableFuture<>();
    CompletableFuture<Outcome<Order>> first =
        once.executeAsync(CREATE, key, run -> later).toCompletableFuture();
    await().until(() -> once.find(CREATE, key).isPresent());
    Outcome<Order> meanwhile =
        once.executeAsync(CREATE, key, run -> later).toCompletableFuture().join();
    later.complete(new Order("later"));

    assertThat(meanwhile).isInstanceOf(Outcome.InProgress.class);
    assertThat(first.join()).isEqualTo(new Outcome.Completed<>(new Order("later"), false, true));
    assertThat(
            once.executeAsync(CREATE, key, run -> later).toCompletableFuture().join())
        .isEqualTo(new Outcome.Completed<>(new Order("later"), true, true));
  }

  @Test
  void executeAsync_callerWhoGivesUpItsFuture_leavesTheRunAlone() {
    Operation<Order> operation =
        operation().duplicatesWait(Duration.ofMinutes(50)).build();
    CompletableFuture<Order> later = new CompletableFuture<>();
    try (IdempotentExecutor patient = patient(DefaultExecutor.shared())) {
      CompletableFuture<Outcome<Order>> first =
          patient.executeAsync(operation, key, run -> later).toCompletableFuture();
      await().until(() -> patient.find(operation, key).isPresent());

      assertThatThrownBy(first.orTimeout(1, TimeUnit.MILLISECONDS)::join)
          .hasCauseInstanceOf(TimeoutException.class);
      CompletableFuture<Outcome<Order>> duplicate =
          patient.executeAsync(operation, key, run -> later).toCompletableFuture();
      later.complete(new Order("later"));

      assertThat(duplicate.join())
          .isEqualTo(new Outcome.Completed<>(new Order("later"), true, true));
    }
  }

  /** Closing it takes an hour if a call has not left. */
  private IdempotentExecutor patient(Executor executor) {
    return IdempotentExecutor.builder(store)
        .executor(executor)
        .closeTimeout(Duration.ofHours(1))
        .build();
  }

  @Test
  void executeAsync_executorThatTakesNothingMore_doesNotLoseTheResult() {
    CompletableFuture<Order> later = new CompletableFuture<>();
    AtomicInteger taken = new AtomicInteger();
    try (IdempotentExecutor patient = patient(task -> {
      if (taken.incrementAndGet() > 1) {
        throw new RejectedExecutionException("full");
      }
      DefaultExecutor.shared().execute(task);
    })) {
      CompletableFuture<Outcome<Order>> first =
          patient.executeAsync(CREATE, key, run -> later).toCompletableFuture();
      await().until(() -> patient.find(CREATE, key).isPresent());
      later.complete(new Order("later"));

      assertThat(first.join()).isEqualTo(new Outcome.Completed<>(new Order("later"), false, true));
    }
  }

  @Test
  void executeAsync_duplicatesThatHoldAllThreads_doNotKeepTheFirstFromItsEnd() {
    Operation<Order> operation =
        operation().duplicatesWait(Duration.ofMinutes(50)).build();
    CompletableFuture<Order> later = new CompletableFuture<>();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (IdempotentExecutor patient = patient(pool)) {
      List<CompletableFuture<Outcome<Order>>> outcomes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        outcomes.add(patient
            .executeAsync(operation, key, run -> {
              runs.incrementAndGet();
              return later;
            })
            .toCompletableFuture());
      }
      await().until(() -> runs.get() == 1);
      later.complete(new Order("later"));

      assertThat(outcomes)
          .allSatisfy(
              outcome -> assertThat(outcome.join().orThrow()).isEqualTo(new Order("later")));
    } finally {
      pool.shutdown();
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  @SuppressWarnings("NullAway") // What the compiler forbids, a caller without it does.
  void executeAsync_aTaskThatAnswersNoStage_failsAndFreesItsKey() {
    Operation<Order> operation = operation().intentMarkedByTask().build();
    try (IdempotentExecutor patient = patient(DefaultExecutor.shared())) {
      assertThatThrownBy(() -> patient
              .executeAsync(operation, key, run -> null)
              .toCompletableFuture()
              .join())
          .hasCauseInstanceOf(NullPointerException.class)
          .hasMessageContaining("the task answered no stage");

      assertThat(patient.execute(operation, key, this::create).orThrow())
          .isEqualTo(new Order("order-1"));
    }
  }

  @Test
  void executeAsync_task_beginsOnTheExecutor() {
    try (IdempotentExecutor patient = patient(task -> {
      // At once, so that the store's answer is there when executeAsync goes on.
      Thread thread = new Thread(task, "worker");
      thread.start();
      joined(thread);
    })) {
      Outcome<String> outcome = patient
          .executeAsync(
              Operation.of("name", String.class),
              key,
              run -> CompletableFuture.completedFuture(Thread.currentThread().getName()))
          .toCompletableFuture()
          .join();

      assertThat(outcome.orThrow()).isEqualTo("worker");
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void executeAsync_aFailure_isPassedOnAndReleased() {
    Operation<Order> operation = operation().retryable(OutOfStock.class).build();
    OutOfStock thrown = new OutOfStock("no tea");

    assertThatThrownBy(
            () -> once.executeAsync(operation, key, run -> CompletableFuture.failedFuture(thrown))
                .toCompletableFuture()
                .join())
        .isInstanceOf(CompletionException.class)
        .hasCause(thrown);
    assertThatThrownBy(() -> once.executeAsync(operation, key, run -> {
              throw thrown;
            })
            .toCompletableFuture()
            .join())
        .hasCause(thrown);

    assertThat(once.execute(operation, key, this::create).orThrow())
        .isEqualTo(new Order("order-1"));
  }

  @Test
  void executeAsync_executorThatTakesNothing_failsAndLetsItClose() {
    IdempotentExecutor refusing = IdempotentExecutor.builder(InMemoryIdempotencyStore.create())
        .executor(task -> {
          throw new RejectedExecutionException("full");
        })
        .closeTimeout(Duration.ofMinutes(10))
        .build();

    assertThatThrownBy(() -> refusing
            .executeAsync(CREATE, key, run -> CompletableFuture.completedFuture(create(run)))
            .toCompletableFuture()
            .join())
        .hasCauseInstanceOf(RejectedExecutionException.class);
    refusing.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void observer_thatThrows_harmsNobody(boolean error) {
    try (IdempotentExecutor watched = IdempotentExecutor.builder(InMemoryIdempotencyStore.create())
        .observer(new IdempotencyObserver() {
          @Override
          public void observed(Event event) {
            if (error) {
              throw new AssertionError("observer");
            }
            throw new IllegalStateException("observer");
          }
        })
        .build()) {
      assertThat(watched.execute(CREATE, key, this::create).orThrow())
          .isEqualTo(new Order("order-1"));
    }
  }

  @Test
  void unguarded_run_allowsEverything() {
    IdempotentRun run = IdempotentRun.unguarded();
    run.intent();
    run.checkOwned();
    run.verifyOwned();

    assertThat(run.downstreamKey("x"))
        .hasSize(22)
        .isNotEqualTo(IdempotentRun.unguarded().downstreamKey("x"));
  }
}
