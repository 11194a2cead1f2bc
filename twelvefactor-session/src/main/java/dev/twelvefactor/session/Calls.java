// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionObserver.Operation;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one store: each is counted while it is under way, and told to the observer. A call is
 * a whole verb, so closing does not come between the two steps of a login.
 */
final class Calls {

  /** How long closing waits for the calls under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SafeObserver observer;

  /** Each call under way holds one permit; whoever closes takes them all. */
  private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

  private volatile boolean closed;

  Calls(SafeObserver observer) {
    this.observer = observer;
  }

  /** Begins a call whose stage may complete on any thread. */
  <T> CompletionStage<T> begin(Operation operation, Supplier<CompletionStage<T>> call) {
    return begin(operation, call, enter());
  }

  private <T> CompletionStage<T> begin(
      Operation operation, Supplier<CompletionStage<T>> call, long start) {
    CompletionStage<T> stage;
    try {
      stage = call.get();
    } catch (RuntimeException | Error e) {
      leave(operation, null, e, start);
      throw e;
    }
    return stage.whenComplete((value, failure) -> leave(operation, value, failure, start));
  }

  /** Makes a call on this thread. */
  <T> T make(Operation operation, Supplier<T> call) {
    long start = enter();
    T value;
    try {
      value = call.get();
    } catch (RuntimeException | Error e) {
      leave(operation, null, e, start);
      throw e;
    }
    leave(operation, value, null, start);
    return value;
  }

  /** Begins a step for which nobody waits, from within a call: so it is let in while closing. */
  <T> CompletionStage<T> accompany(Operation operation, Supplier<CompletionStage<T>> step) {
    return begin(operation, step, enter(permits.tryAcquire()));
  }

  private long enter() {
    return enter(!closed && permits.tryAcquire());
  }

  private static long enter(boolean open) {
    if (!open) {
      throw new IllegalStateException("session store is closed");
    }
    return System.nanoTime();
  }

  private void leave(
      Operation operation, @Nullable Object value, @Nullable Throwable failure, long start) {
    permits.release();
    observer.tell(operation, value, failure, start);
  }

  /** Waits for the calls under way, and lets none in after them. */
  void close() {
    closed = true;
    try {
      if (permits.tryAcquire(Integer.MAX_VALUE, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        permits.release(Integer.MAX_VALUE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
