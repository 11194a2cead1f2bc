// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Runs operations so that they are safe to retry: one key, one result. When nobody can know whether
 * an operation took place, it says so instead of guessing.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="quick-start"}
 *
 * <p>The first call of a key runs the task and stores its result; each further call, from whatever
 * process, is answered with that result. What that is worth when processes and servers die, and what
 * nobody can promise, is told in the module's README.
 *
 * <p>Safe for use by many threads. No lock is held while the store or a task is waited for.
 *
 * @since 0.1.0
 */
public final class IdempotentExecutor implements AutoCloseable {

  /**
   * What is done at most once.
   *
   * @param <T> the type of the result
   * @param <E> what it may throw
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface Task<T, E extends Exception> {
    /**
     * Does it.
     *
     * @param run what the task needs to have its effect once
     * @return the result, not null
     * @throws E passed to the caller as it is
     */
    T run(IdempotentRun run) throws E;
  }

  /**
   * What is done at most once, without holding a thread.
   *
   * @param <T> the type of the result
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface AsyncTask<T> {
    /**
     * Begins it.
     *
     * @param run what the task needs to have its effect once
     * @return completes with the result, not null
     */
    CompletionStage<T> run(IdempotentRun run);
  }

  private final Engine engine;
  private final Executor asyncExecutor;
  private final Duration closeTimeout;
  private final Gate gate = new Gate();

  private IdempotentExecutor(Builder options) {
    this.engine = Engine.of(options.store, options.observer, options.patience);
    this.asyncExecutor = options.executor;
    this.closeTimeout = options.closeTimeout;
  }

  /**
   * Makes an executor with the default options.
   *
   * @param store where the records are; closed with the executor
   * @return the executor
   */
  public static IdempotentExecutor create(IdempotencyStore store) {
    return builder(store).build();
  }

  /**
   * Makes a builder for an executor with other options.
   *
   * @param store where the records are; closed with the executor
   * @return a builder
   */
  public static Builder builder(IdempotencyStore store) {
    return new Builder(requireNonNull(store, "store"));
  }

  /**
   * Runs an operation, unless it was run before.
   *
   * <p>The task runs on the calling thread. A success is stored and answered; an exception is thrown
   * as it is, and what it means for the next caller the operation says: see {@link
   * Operation.Builder#failure} and {@link Operation.Builder#retryable}. A run that comes too late, so
   * that another one's result counts, is answered with that one's, also in place of a declared
   * failure of its own.
   *
   * @param <T> the type of the result
   * @param <E> what the task may throw
   * @param operation what is done
   * @param key for which call
   * @param task does it
   * @return the result, or why there is none
   * @throws E what the task throws
   * @throws IdempotencyException if the store cannot be reached; the task was not run
   * @throws IllegalStateException if the executor is closed
   */
  public <T, E extends Exception> Outcome<T> execute(
      Operation<T> operation, IdempotencyKey key, Task<T, E> task) throws E {
    requireNonNull(task, "task");
    Execution<T> execution = begun(operation, key);
    try {
      Outcome<T> known = execution.begin();
      return known != null ? known : execution.carryOut(task);
    } finally {
      ended(execution);
    }
  }

  /**
   * Runs an operation, unless it was run before, without holding the calling thread. The store is
   * asked on the {@link Builder#executor}, and there the task begins; its result is stored on a thread
   * of our own.
   *
   * @param <T> the type of the result
   * @param operation what is done
   * @param key for which call
   * @param task does it
   * @return completes as {@link #execute} answers, or fails as it throws; a future of the caller's
   *     own, so that completing it, cancelling it or limiting its time does not touch the run
   * @throws IllegalStateException if the executor is closed
   */
  public <T> CompletionStage<Outcome<T>> executeAsync(
      Operation<T> operation, IdempotencyKey key, AsyncTask<T> task) {
    requireNonNull(task, "task");
    Execution<T> execution = begun(operation, key);
    return AsyncRun.of(execution, task, asyncExecutor)
        .whenComplete((outcome, failure) -> ended(execution))
        .copy();
  }

  private <T> Execution<T> begun(Operation<T> operation, IdempotencyKey key) {
    requireNonNull(operation, "operation");
    requireNonNull(key, "key");
    gate.enter();
    return new Execution<>(engine, operation, key);
  }

  private void ended(Execution<?> execution) {
    try {
      execution.end();
    } finally {
      gate.leave();
    }
  }

  /**
   * Looks at the record of an operation, for operators.
   *
   * @param operation what is done
   * @param key for which call
   * @return the record, or empty if there is none
   * @throws IdempotencyException if the store cannot be reached
   */
  public Optional<IdempotencyRecord> find(Operation<?> operation, IdempotencyKey key) {
    return engine.store().find(key.record(operation.name()));
  }

  /**
   * Settles an operation whose outcome is unknown, after somebody has found out. One whose owner died
   * counts as running until the next call finds it so.
   *
   * @param <T> the type of the result
   * @param operation what is done
   * @param key for which call
   * @param fence the fence of the record as {@link #find} showed it, so that nothing that was done
   *     since is overwritten
   * @param evidence what was found
   * @return whether it is settled so; false if the record is not {@link
   *     IdempotencyRecord.State#UNKNOWN} or has another fence, or the evidence says nothing
   * @throws IdempotencyException if the store cannot be reached
   */
  public <T> boolean resolve(
      Operation<T> operation, IdempotencyKey key, long fence, Reconciler.Evidence<T> evidence) {
    return new Resolution<>(engine.store(), operation, key).resolve(fence, evidence);
  }

  /**
   * Lets a key be used again as if for the first time, by any request, whatever came of it so far.
   * A late result of an earlier run is not stored any more.
   *
   * @param operation what is done
   * @param key for which call
   * @param fence as for {@link #resolve}; the next run has a greater one
   * @return whether it is forgotten; false if there is no record, it has another fence, or somebody
   *     runs the operation, which may take as long as {@link Operation.Builder#maxDuration}
   * @throws IdempotencyException if the store cannot be reached
   */
  public boolean forget(Operation<?> operation, IdempotencyKey key, long fence) {
    return engine
        .store()
        .forget(key.record(operation.name()), fence, operation.options().retention);
  }

  /**
   * Lets nobody in, waits for the calls that are under way and for results that are still to be
   * stored, and closes the store. Closing twice does nothing.
   */
  @Override
  public void close() {
    long end = System.nanoTime() + closeTimeout.toNanos();
    if (gate.close(closeTimeout)) {
      engine.close(end);
    }
  }

  /** {@return whether {@link #close()} was called, so that calls are refused} */
  public boolean isClosed() {
    return gate.isClosed();
  }

  /**
   * The options of an executor, each checked when it is set. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private final IdempotencyStore store;
    private IdempotencyObserver observer = SafeObserver.NOBODY;
    private Duration patience = Duration.ofSeconds(1);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private Executor executor = DefaultExecutor.shared();

    private Builder(IdempotencyStore store) {
      this.store = store;
    }

    /**
     * Sets who hears what becomes of operations.
     *
     * @param observer the default hears nothing
     * @return this builder
     */
    public Builder observer(IdempotencyObserver observer) {
      this.observer = requireNonNull(observer, "observer");
      return this;
    }

    /**
     * Sets how long a caller waits while a claim, a note or a completion is sent again. After that a
     * claim or a note fails, and a completion goes on in the background.
     *
     * @param patience 0 to 60 s; the default is 1 second
     * @return this builder
     * @throws IllegalArgumentException if {@code patience} is out of bounds
     */
    public Builder patience(Duration patience) {
      this.patience = Bounds.check("patience", patience, Duration.ZERO, Duration.ofSeconds(60));
      return this;
    }

    /**
     * Sets how long {@link IdempotentExecutor#close()} waits for what is under way.
     *
     * @param timeout 0 to 1 h; the default is 10 seconds
     * @return this builder
     * @throws IllegalArgumentException if {@code timeout} is out of bounds
     */
    public Builder closeTimeout(Duration timeout) {
      this.closeTimeout = Bounds.check("closeTimeout", timeout, Duration.ZERO, Duration.ofHours(1));
      return this;
    }

    /**
     * Sets where {@link IdempotentExecutor#executeAsync} asks the store, which blocks.
     *
     * @param executor the default is a virtual thread for each call where there are such, else a
     *     pool of daemon threads that grows as needed
     * @return this builder
     */
    public Builder executor(Executor executor) {
      this.executor = requireNonNull(executor, "executor");
      return this;
    }

    /** {@return an executor with these options} */
    public IdempotentExecutor build() {
      return new IdempotentExecutor(this);
    }
  }
}
