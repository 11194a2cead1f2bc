// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotentExecutor.Task;
import dev.twelvefactor.idempotency.Joining.Landed;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation: {@link #begin} answers what is known already, or else there is a {@link
 * #run} to do, which ends in {@link #succeeded} or {@link #failed}; {@link #end} comes last whatever
 * happened.
 */
final class Execution<T> {

  private final Engine engine;
  private final OperationOptions<T> options;
  private final IdempotencyKey key;
  private final RecordKey record;
  private final Results<T> results;
  private final CallEvents events;

  /** Where duplicates wait for this call; null if they do not. */
  private final @Nullable CompletableFuture<Optional<Landed>> place;

  private @Nullable OwnedRecord owned;
  private @Nullable IdempotentRun run;
  private @Nullable Landed landed;

  Execution(Engine engine, Operation<T> operation, IdempotencyKey key) {
    this.engine = engine;
    this.options = operation.options();
    this.key = key;
    this.record = key.record(options.name);
    this.events = new CallEvents(engine.observer(), record, System.nanoTime());
    this.results = new Results<>(options);
    this.place = options.wait.isZero() ? null : new CompletableFuture<>();
  }

  IdempotentRun run() {
    return Objects.requireNonNull(run, "run");
  }

  private OwnedRecord owned() {
    return Objects.requireNonNull(owned, "owned");
  }

  /** {@return the outcome, or null if this call is the one that runs the operation} */
  @Nullable
  Outcome<T> begin() {
    Waiting waiting = new Waiting(options.wait);
    Outcome<T> joined = place == null ? null : join(waiting, place);
    return joined != null ? joined : claim(waiting);
  }

  /** The outcome of another caller in this process, or null if this one is the first. */
  private @Nullable Outcome<T> join(Waiting waiting, CompletableFuture<Optional<Landed>> own) {
    while (true) {
      CompletableFuture<Optional<Landed>> other =
          engine.joining().enter(record, key.fingerprint(), own);
      if (other == null) {
        return null;
      }
      Optional<Landed> result = waiting.forResult(other);
      if (result.isPresent()) {
        events.tell(Kind.WAITED);
        return results.outcome(
            result.get().result(), result.get().at(), result.get().durable());
      }
      if (waiting.isOver()) {
        events.tell(Kind.BUSY);
        return new Outcome.InProgress<>(Waiting.SOON);
      }
    }
  }

  private @Nullable Outcome<T> claim(Waiting waiting) {
    Claiming claiming = new Claiming(engine, events, key.fingerprint(), options);
    boolean waited = false;
    while (true) {
      Claiming.Answer answer = claiming.claim();
      Claim claim = answer.claim();
      if (claim instanceof Claim.Granted grant) {
        // A grant that took longer than its lease may be another one's by now: ask again.
        if (System.nanoTime() - answer.sentNanos() < options.lease.toNanos()) {
          return granted(grant, answer.sentNanos());
        }
      } else if (claim instanceof Claim.Busy busy) {
        if (waiting.isOver()) {
          events.tell(Kind.BUSY);
          return new Outcome.InProgress<>(Waiting.retryAfter(busy));
        }
        waited = true;
        waiting.pause(busy.remaining());
      } else {
        return known(claim, waited);
      }
    }
  }

  private Outcome<T> known(Claim claim, boolean waited) {
    if (claim instanceof Claim.Done done) {
      events.tell(waited ? Kind.WAITED : Kind.REPLAYED);
      landed = new Landed(done.result(), done.at(), true);
      return results.outcome(done.result(), done.at(), true);
    }
    if (claim instanceof Claim.Mismatch) {
      events.tell(Kind.MISMATCH);
      return new Outcome.Mismatch<>();
    }
    if (claim instanceof Claim.Unknown unknown) {
      events.tell(Kind.UNKNOWN);
      return new Outcome.Unknown<>(unknown.since());
    }
    throw new IllegalStateException("the store answered " + claim + " to an owner that claims");
  }

  private @Nullable Outcome<T> granted(Claim.Granted grant, long sentNanos) {
    events.tell(Kind.CLAIMED);
    Lease lease = new Lease(engine, events, grant.ownership(), options, sentNanos);
    owned = new OwnedRecord(
        engine, record, key.fingerprint(), grant.ownership(), lease, !options.intentMarkedByTask);
    run = new IdempotentRun(options.name, key, grant, owned);
    lease.start();
    if (!grant.takeover()) {
      return null;
    }
    events.tell(Kind.TAKEOVER);
    return options.reconciler == null ? null : reconcile(options.reconciler);
  }

  private @Nullable Outcome<T> reconcile(Reconciler<T> reconciler) {
    Evidence<T> evidence = lookup(reconciler);
    if (evidence instanceof Evidence.Found<T> found) {
      Outcome<T> outcome = succeeded(found.result());
      return outcome instanceof Outcome.Completed<T> completed
          ? new Outcome.Completed<>(completed.value(), /* replayed= */ true, completed.durable())
          : outcome;
    }
    if (evidence instanceof Evidence.CannotTell<T>) {
      events.tell(Kind.UNKNOWN);
      settlement().release(ReleaseMode.UNDECIDED);
      return new Outcome.Unknown<>(Instant.now());
    }
    return forgetPrior() ? null : stale();
  }

  private Evidence<T> lookup(Reconciler<T> reconciler) {
    try {
      return Objects.requireNonNull(reconciler.lookup(run()), "the reconciler answered null");
    } catch (Throwable e) {
      settlement().release(ReleaseMode.UNDECIDED);
      if (e instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e instanceof Error error) {
        throw error;
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IdempotencyException(
          Reason.UNKNOWN,
          "the reconciler of operation " + options.name + " failed; the outcome stays unknown",
          /* maybeApplied= */ true,
          e);
    }
  }

  /**
   * Without this note the record only stays more careful than it need be. But the lookup may have
   * taken longer than the lease, and the store alone can tell what happened meanwhile.
   *
   * @return whether the record is still this run's
   */
  private boolean forgetPrior() {
    long end = System.nanoTime() + engine.patience().toNanos();
    try {
      return Persistence.untilDone(
          () -> engine.store().mark(record, owned().ownership(), Marker.NO_PRIOR), end);
    } catch (IdempotencyException e) {
      events.tell(Kind.STORE_ERROR);
      return owned().lease().owned();
    }
  }

  <E extends Exception> Outcome<T> carryOut(Task<T, E> task) throws E {
    T value;
    try {
      value = task.run(run());
    } catch (Throwable e) {
      Outcome<T> other = failed(e);
      if (other != null) {
        return other;
      }
      throw e;
    }
    return succeeded(value);
  }

  Outcome<T> succeeded(@Nullable T value) {
    Results.Encoded<T> encoded = results.encode(value);
    Result result = encoded.result();
    if (result.kind() == IdempotencyRecord.Kind.TOMBSTONE) {
      events.tell(Kind.NOT_RETAINED);
    }
    Optional<Completion> completion = settlement().complete(/* failed= */ false, result);
    Outcome<T> other = other(result, completion);
    if (other != null) {
      return other;
    }
    T own = encoded.value();
    return own == null
        ? new Outcome.NotRetained<>(Instant.now())
        : new Outcome.Completed<>(own, /* replayed= */ false, completion.isPresent());
  }

  /** What counts in place of this run's result; null if that is the one. */
  private @Nullable Outcome<T> other(Result result, Optional<Completion> completion) {
    Completion answer = completion.orElse(null);
    if (answer instanceof Completion.Superseded winner) {
      landed = new Landed(winner.result(), winner.at(), true);
      return results.outcome(winner.result(), winner.at(), true);
    }
    if (answer instanceof Completion.Stale) {
      return stale();
    }
    landed = place == null ? null : new Landed(result, Instant.now(), answer != null);
    return null;
  }

  /** Another run owns the key: its result will be the one that counts. */
  private Outcome<T> stale() {
    owned().lease().stop();
    owned().settle();
    return new Outcome.InProgress<>(Waiting.SOON);
  }

  /**
   * Ends a run whose task threw, and throws nothing itself.
   *
   * @return what counts in place of a declared failure, which is a result like others; null if the
   *     caller is to see what was thrown
   */
  @Nullable
  Outcome<T> failed(Throwable thrown) {
    try {
      Optional<Result> declared = results.failure(thrown);
      if (declared.isPresent()) {
        return other(declared.get(), settlement().complete(/* failed= */ true, declared.get()));
      }
      settlement().failed(thrown);
    } catch (Throwable e) {
      if (e != thrown) {
        thrown.addSuppressed(e);
      }
    }
    return null;
  }

  private Settlement settlement() {
    return new Settlement(engine, events, options, owned());
  }

  void end() {
    try {
      if (owned != null && !owned.isSettled()) {
        // Something broke that nobody expected. A lease must not be renewed for a run that is over.
        settlement().release(ReleaseMode.UNKNOWN);
      }
    } finally {
      if (place != null) {
        engine.joining().leave(record, key.fingerprint(), place, landed);
      }
    }
  }
}
