// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One unit of work in flight, from its begin until {@link #close()}.
 *
 * {@snippet class="dev.twelvefactor.lifecycle.LifecycleSnippets" region="permit"}
 *
 * <p>A permit is always given, so that a handler need not expect an exception; ask {@link
 * #refused()} first. Close it after the answer has been flushed, a refusal included: the service
 * waits for both.
 *
 * <p>Safe for use by many threads; it may be closed on another thread than it was begun on.
 *
 * @since 0.1.0
 */
public final class Permit implements AutoCloseable {

  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Stripe stripe;
  private final WorkKind kind;
  private final long begun;
  private volatile String label;
  private volatile @Nullable Thread thread;
  private boolean refused;

  // Guarded by the stripe's lock.
  @Nullable
  Permit previous;

  @Nullable
  Permit next;

  @Nullable
  Runnable callback;

  boolean listed;
  boolean ended;
  volatile boolean cancelled;

  Permit(Stripe stripe, WorkKind kind, String label, long begun, @Nullable Thread thread) {
    this.stripe = stripe;
    this.kind = kind;
    this.label = label;
    this.begun = begun;
    this.thread = thread;
  }

  /** Makes this a permit to answer with a refusal; before anybody else has seen it. */
  void refuse() {
    refused = true;
  }

  /** {@return whether the service is draining, so that the work must be answered with a refusal} */
  public boolean refused() {
    return refused;
  }

  /** {@return how long a refused client should wait before it tries again; 1 second} */
  public Duration retryAfter() {
    return RETRY_AFTER;
  }

  /** {@return what kind of work this is} */
  public WorkKind kind() {
    return kind;
  }

  /** {@return what the work is called in reports} */
  public String label() {
    return label;
  }

  /**
   * Gives the work a better name, for instance once a route is known.
   *
   * @param label what the work is called in reports from now on
   */
  public void label(String label) {
    this.label = requireNonNull(label, "label");
  }

  /**
   * Says which thread does the work from now on, so that reports show that thread's stack.
   *
   * @param thread the thread, platform or virtual
   */
  public void handOff(Thread thread) {
    this.thread = requireNonNull(thread, "thread");
  }

  /**
   * Says how the work is cut short. Runs at the soft deadline, for {@link WorkKind#STREAM} when
   * draining begins; with the context class loader of this thread. At once and on this thread if
   * that moment is past.
   *
   * @param callback must return soon; what it throws is logged and ignored
   */
  public void onCancel(Runnable callback) {
    requireNonNull(callback, "callback");
    if (!stripe.keep(this, new Callback(callback, ContextLoader.current()))) {
      stripe.registry.runCallback(this, callback);
    }
  }

  /** {@return whether the work has been told to end} */
  public boolean cancelled() {
    return cancelled;
  }

  /**
   * Answers how long the work may still take.
   *
   * @return the time until work is cancelled, zero when that is past; empty while the service is not
   *     shutting down
   */
  public Optional<Duration> remaining() {
    return stripe.registry.remaining();
  }

  /**
   * Ends the work.
   *
   * @return true the first time; false afterwards, which changes nothing and is counted in the
   *     report
   */
  public boolean end() {
    return stripe.end(this);
  }

  /** Ends the work, as {@link #end()} does. Never throws. */
  @Override
  public void close() {
    boolean unused = end();
  }

  long begun() {
    return begun;
  }

  @Nullable
  Thread thread() {
    return thread;
  }

  /** Tells the work to end; the callback to run for that, or null. */
  @Nullable
  Runnable cancel() {
    return stripe.cancel(this);
  }

  /** {@return kind and label} */
  @Override
  public String toString() {
    return "Permit[" + kind + " " + label + (refused ? " refused" : "") + "]";
  }

  /** Runs on another thread, with the class loader of the one that has set it. */
  private record Callback(Runnable task, @Nullable ClassLoader loader) implements Runnable {
    @Override
    public void run() {
      try (ContextLoader unused = ContextLoader.lend(loader)) {
        task.run();
      }
    }
  }
}
