// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What is done at most once for a key: its name, how its result is kept, and what to do when its
 * owner dies. A constant of the class that does it.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="operation"}
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param <T> the type of the result
 * @since 0.1.0
 */
public final class Operation<T> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * What to do with a run that may have had its effect, when its owner died or does not know.
   *
   * @since 0.1.0
   */
  public enum OnCrash {
    /** Run it again: at least once. For effects that are harmless to repeat. */
    RERUN,
    /** Ask a {@link Reconciler} first: by evidence. */
    RECONCILE,
    /** Leave it until somebody has found out: at most once. */
    UNKNOWN
  }

  private final OperationOptions<T> options;

  private Operation(OperationOptions<T> options) {
    this.options = options;
  }

  /**
   * Makes an operation with the default options, whose result is stored as JSON.
   *
   * @param <T> the type of the result
   * @param name 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -}; part of the record's key, so
   *     operations of different names never meet
   * @param type a class that Jackson can write and read, such as a record
   * @return the operation
   * @throws IllegalArgumentException if the name has another form
   */
  public static <T> Operation<T> of(String name, Class<T> type) {
    return builder(name, type).build();
  }

  /**
   * Makes a builder for an operation whose result is stored as JSON.
   *
   * @param <T> the type of the result
   * @param name as for {@link #of}
   * @param type as for {@link #of}
   * @return a builder
   * @throws IllegalArgumentException if the name has another form
   */
  public static <T> Builder<T> builder(String name, Class<T> type) {
    return builder(name, ResultCodec.json(type));
  }

  /**
   * Makes a builder for an operation with a codec of its own.
   *
   * @param <T> the type of the result
   * @param name as for {@link #of}
   * @param codec how the result becomes bytes
   * @return a builder
   * @throws IllegalArgumentException if the name has another form
   */
  public static <T> Builder<T> builder(String name, ResultCodec<T> codec) {
    return new Builder<>(
        new OperationOptions<>(named("operation name", name), requireNonNull(codec, "codec")));
  }

  private static String named(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " \"" + name + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
    }
    return name;
  }

  /** {@return the name} */
  public String name() {
    return options.name;
  }

  /** {@return what to do with a run that may have had its effect} */
  public OnCrash onCrash() {
    return options.onCrash;
  }

  /** {@return how large a result may be to be kept, in bytes} */
  public int maxResultBytes() {
    return options.maxResultBytes;
  }

  OperationOptions<T> options() {
    return options;
  }

  /** {@return the name} */
  @Override
  public String toString() {
    return "Operation[" + options.name + "]";
  }

  /**
   * The options of an operation, each checked when it is set. Not safe for use by many threads.
   *
   * @param <T> the type of the result
   * @since 0.1.0
   */
  public static final class Builder<T> {

    private final OperationOptions<T> options;

    private Builder(OperationOptions<T> options) {
      this.options = options;
    }

    /**
     * Sets how long a key stays blocked after its owner died. A run that takes longer than a third
     * of it renews it by itself.
     *
     * @param lease 10 ms to 2 h; the default is 30 seconds
     * @return this builder
     * @throws IllegalArgumentException if {@code lease} is out of bounds
     */
    public Builder<T> lease(Duration lease) {
      options.lease = Bounds.check("lease", lease, Duration.ofMillis(10), Duration.ofHours(2));
      return this;
    }

    /**
     * Sets how long a run owns its key at most, however alive it is. No lease is longer.
     *
     * @param maxDuration 10 ms to 24 h; the default is 15 minutes
     * @return this builder
     * @throws IllegalArgumentException if {@code maxDuration} is out of bounds
     */
    public Builder<T> maxDuration(Duration maxDuration) {
      options.maxDuration =
          Bounds.check("maxDuration", maxDuration, Duration.ofMillis(10), Duration.ofHours(24));
      return this;
    }

    /**
     * Sets how long a result is kept, from its completion. Publish it: a client that repeats a
     * request later than this runs the operation again.
     *
     * @param retention 1 s to 366 d; the default is 24 hours
     * @return this builder
     * @throws IllegalArgumentException if {@code retention} is out of bounds
     */
    public Builder<T> retention(Duration retention) {
      options.retention =
          Bounds.check("retention", retention, Duration.ofSeconds(1), Duration.ofDays(366));
      return this;
    }

    /**
     * Makes a caller wait for the result while somebody else runs the operation. By default it is
     * told at once, as {@link Outcome.InProgress}.
     *
     * @param wait how long at most, 0 to 1 h; the default is 0
     * @return this builder
     * @throws IllegalArgumentException if {@code wait} is out of bounds
     */
    public Builder<T> duplicatesWait(Duration wait) {
      options.wait = Bounds.check("duplicatesWait", wait, Duration.ZERO, Duration.ofHours(1));
      return this;
    }

    /**
     * Sets what to do with a run that may have had its effect, when its owner died or does not know.
     *
     * @param onCrash {@link OnCrash#UNKNOWN}, the default, or {@link OnCrash#RERUN}
     * @return this builder
     * @throws IllegalArgumentException if it is {@link OnCrash#RECONCILE}, which needs a reconciler
     */
    public Builder<T> onCrash(OnCrash onCrash) {
      if (onCrash == OnCrash.RECONCILE) {
        throw new IllegalArgumentException(
            "onCrash: RECONCILE without a reconciler (expected: onCrash(reconciler))");
      }
      options.onCrash = requireNonNull(onCrash, "onCrash");
      options.reconciler = null;
      return this;
    }

    /**
     * Makes the operation look for evidence before it is run again.
     *
     * @param reconciler finds out whether the effect happened
     * @return this builder
     */
    public Builder<T> onCrash(Reconciler<T> reconciler) {
      options.reconciler = requireNonNull(reconciler, "reconciler");
      options.onCrash = OnCrash.RECONCILE;
      return this;
    }

    /**
     * Lets the task say when its effect begins, with {@link IdempotentRun#intent()}. A run that dies
     * before that is run again whatever {@link #onCrash} says. By default the effect may begin at
     * once. A task that has an effect without having said so is run twice by a crash.
     *
     * @return this builder
     */
    public Builder<T> intentMarkedByTask() {
      options.intentMarkedByTask = true;
      return this;
    }

    /**
     * Declares an exception that is a result: it is stored, and repeated as {@link Outcome.Failed}.
     *
     * @param <X> the type of the exception
     * @param type the exception, with its subclasses
     * @param code what it is stored as, 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -}
     * @param maker makes it again of its message, such as {@code OutOfStock::new}
     * @return this builder
     * @throws IllegalArgumentException if the code has another form
     */
    public <X extends RuntimeException> Builder<T> failure(
        Class<X> type, String code, Function<String, X> maker) {
      options.failures.add(new DeclaredFailure<>(
          requireNonNull(type, "type"),
          named("failure code", code),
          requireNonNull(maker, "maker")));
      return this;
    }

    /**
     * Declares an exception that says that nothing was done: the next caller runs the operation. By
     * default only one before {@link IdempotentRun#intent()} counts so; others leave it unknown.
     *
     * @param type the exception, with its subclasses
     * @return this builder
     */
    public Builder<T> retryable(Class<? extends Throwable> type) {
      options.retryable.add(requireNonNull(type, "type"));
      return this;
    }

    /**
     * Sets how many runs may begin for one key. After that it has failed for good with the code
     * {@code attempts_exhausted}, or is unknown if one of them may have had its effect.
     *
     * @param maxAttempts 1 to 1000; the default is 5
     * @return this builder
     * @throws IllegalArgumentException if {@code maxAttempts} is out of bounds
     */
    public Builder<T> maxAttempts(int maxAttempts) {
      options.maxAttempts = Bounds.check("maxAttempts", maxAttempts, 1000);
      return this;
    }

    /**
     * Sets how large a result may be to be kept. Of a larger one only is kept that there was one.
     *
     * @param bytes 1 to 268435456; the default is 262144
     * @return this builder
     * @throws IllegalArgumentException if {@code bytes} is out of bounds
     */
    public Builder<T> maxResultBytes(int bytes) {
      options.maxResultBytes = Bounds.check("maxResultBytes", bytes, 256 * 1024 * 1024);
      return this;
    }

    /**
     * Makes the operation.
     *
     * @return the operation
     * @throws IllegalStateException if results are kept for less time than a run may take
     */
    public Operation<T> build() {
      OperationOptions<T> built = options.copy();
      if (built.retention.compareTo(built.longestRun()) < 0) {
        throw new IllegalStateException("retention " + built.retention + " of operation "
            + built.name + " (expected: at least maxDuration and lease together, "
            + built.longestRun() + ")");
      }
      return new Operation<>(built);
    }
  }
}
