// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on beside the callers: renewals, and steps that the store could not do at once. Each has
 * threads of its own, as a store that hangs holds those of the steps, and leases must not lapse for it.
 */
final class Background implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Background.class);

  private static final int THREADS = 2;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ScheduledThreadPoolExecutor renewals = scheduler("twelvefactor-idempotency-renew");
  private final ScheduledThreadPoolExecutor retries = scheduler("twelvefactor-idempotency-retry");

  /** Steps that are not done yet; whoever closes waits for them. */
  private final Set<Attempt> pending = ConcurrentHashMap.newKeySet();

  private static ScheduledThreadPoolExecutor scheduler(String name) {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(THREADS, task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    });
    scheduler.setRemoveOnCancelPolicy(true);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    scheduler.setKeepAliveTime(10, TimeUnit.SECONDS);
    scheduler.allowCoreThreadTimeOut(true);
    return scheduler;
  }

  /** Runs a renewal after a while, or never if this is closed first. */
  Future<?> later(long nanos, Runnable renewal) {
    return later(renewals, nanos, renewal);
  }

  private static Future<?> later(ScheduledThreadPoolExecutor scheduler, long nanos, Runnable task) {
    try {
      return scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /**
   * Tries a step until it is done, at growing intervals.
   *
   * @param step answers whether it is done; one that throws is not
   * @param time how long to try
   * @param givenUp runs when the time is over first, or this is closed
   */
  void untilDone(BooleanSupplier step, Duration time, Runnable givenUp) {
    Attempt attempt = new Attempt(step, System.nanoTime() + time.toNanos(), givenUp);
    pending.add(attempt);
    schedule(attempt, 0);
  }

  /** A step to be done; two of the same step are two. */
  private static final class Attempt {

    private final BooleanSupplier step;
    private final long end;
    private final Runnable givenUp;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** For its next try; whoever ends the waiting makes the try, or gives up. */
    private final AtomicBoolean waiting = new AtomicBoolean();

    Attempt(BooleanSupplier step, long end, Runnable givenUp) {
      this.step = step;
      this.end = end;
      this.givenUp = givenUp;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Its task schedules the next one itself.
  private void schedule(Attempt attempt, long pauseNanos) {
    attempt.waiting.set(true);
    later(retries, pauseNanos, () -> {
      if (attempt.waiting.getAndSet(false)) {
        attempt(attempt, pauseNanos);
      }
    });
    if (retries.isShutdown()) {
      giveUpWaiting(attempt);
    }
  }

  private void attempt(Attempt attempt, long pauseNanos) {
    if (isDone(attempt)) {
      ended(attempt);
    } else if (System.nanoTime() - attempt.end >= 0) {
      giveUp(attempt);
    } else {
      schedule(attempt, Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pauseNanos)));
    }
  }

  /** Of whatever kind it throws: a step that is not tried again is lost without a word. */
  private static boolean isDone(Attempt attempt) {
    try {
      return attempt.step.getAsBoolean();
    } catch (Throwable e) {
      log.warn("a step of the store broke, and is tried again", e);
      return false;
    }
  }

  private void giveUpWaiting(Attempt attempt) {
    if (attempt.waiting.getAndSet(false)) {
      giveUp(attempt);
    }
  }

  private void giveUp(Attempt attempt) {
    attempt.givenUp.run();
    ended(attempt);
  }

  private void ended(Attempt attempt) {
    pending.remove(attempt);
    attempt.done.complete(null);
  }

  /** Waits until nothing is pending, within the time; an interrupt ends the waiting. */
  void flush(long nanos) {
    try {
      CompletableFuture.allOf(
              pending.stream().map(attempt -> attempt.done).toArray(CompletableFuture[]::new))
          .get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // What is left is counted by the caller.
    }
  }

  int pending() {
    return pending.size();
  }

  /** What waits for its next try is given up; what is being tried ends by itself. */
  @Override
  public void close() {
    renewals.shutdown();
    retries.shutdown();
    pending.forEach(this::giveUpWaiting);
  }
}
