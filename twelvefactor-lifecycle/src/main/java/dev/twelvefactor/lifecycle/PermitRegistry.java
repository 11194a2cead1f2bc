// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All permits in flight, and the exact moment from which there are none.
 *
 * <p>Until draining begins, work only meets the lock of its stripe. From then on whoever begins, and
 * whoever decides that nothing is left, holds the drain lock. So nothing can begin while the stripes
 * are counted one after another, and a count of zero is true of all of them at once.
 *
 * <p>First no admitted work is left: that seals the registry, and no child is admitted any more.
 * Then the refusals that began before are waited for. Refusals after the seal are not, or a stream
 * of them could hold the shutdown up.
 *
 * <p>Lock order: drain lock, then one stripe.
 */
final class PermitRegistry {

  private final ShutdownCoordinatorBuilder.Jvm jvm;
  private final LifecycleLog log;
  private final Stripe[] stripes;
  private final LongAdder closedTwice = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile @Nullable Long cancelAt;

  private final ReentrantLock drainLock = new ReentrantLock();
  private boolean closed;
  private boolean childless;
  private boolean sealed;

  PermitRegistry(ShutdownCoordinatorBuilder.Jvm jvm, LifecycleLog log) {
    this.jvm = jvm;
    this.log = log;
    this.stripes = new Stripe[Striping.stripes()];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(this, jvm.nanoTime());
    }
  }

  /** What all stripes hold together; each is read at its own moment. */
  record Totals(int admitted, int refused, long ended) {}

  Permit begin(WorkKind kind, String label, @Nullable Thread thread) {
    requireNonNull(kind, "kind");
    requireNonNull(label, "label");
    Stripe stripe = stripes[Striping.index(stripes.length)];
    Permit permit = new Permit(stripe, kind, label, jvm.nanoTime(), thread);
    if (!stripe.add(permit)) {
      beginLate(stripe, permit);
    }
    return permit;
  }

  <T> CompletionStage<T> track(
      WorkKind kind, String label, Supplier<? extends CompletionStage<T>> task) {
    Permit permit = begin(kind, label, null);
    try {
      CompletionStage<T> stage = permit.refused()
          ? CompletableFuture.failedStage(
              new ShuttingDownException(kind, label, permit.retryAfter()))
          : requireNonNull(task.get(), "the task answered no stage");
      return stage.whenComplete((value, failure) -> permit.close());
    } catch (Throwable e) {
      permit.close();
      throw e;
    }
  }

  private void beginLate(Stripe stripe, Permit permit) {
    drainLock.lock();
    try {
      if (permit.kind() != WorkKind.CHILD || childless || sealed) {
        permit.refuse();
        refusals.increment();
      }
      if (!sealed) {
        stripe.addLate(permit);
      }
    } finally {
      drainLock.unlock();
    }
  }

  /** From now on only children are admitted, and only until no admitted work is left. */
  void close() {
    for (Stripe stripe : stripes) {
      stripe.close();
    }
    drainLock.lock();
    try {
      closed = true;
    } finally {
      drainLock.unlock();
    }
    settle();
  }

  /** From now on nothing is admitted. */
  void refuseChildren() {
    drainLock.lock();
    try {
      childless = true;
    } finally {
      drainLock.unlock();
    }
  }

  /** Decides whether all work has ended; called whenever it may have. */
  void settle() {
    boolean none;
    drainLock.lock();
    try {
      Totals totals = totals();
      sealed |= closed && totals.admitted() == 0;
      none = sealed && totals.refused() == 0;
    } finally {
      drainLock.unlock();
    }
    if (none) {
      drained.complete(null);
    }
  }

  /** Completes when all work has ended, once and for good. */
  CompletableFuture<Void> drained() {
    return drained;
  }

  Totals totals() {
    int admitted = 0;
    int refused = 0;
    long ended = 0;
    for (Stripe stripe : stripes) {
      Stripe.Counts counts = stripe.counts();
      admitted += counts.admitted();
      refused += counts.refused();
      ended += counts.ended();
    }
    return new Totals(admitted, refused, ended);
  }

  /** When work that is not a child has last begun. */
  long newestBegin() {
    long newest = stripes[0].counts().newestBegin();
    for (Stripe stripe : stripes) {
      long begin = stripe.counts().newestBegin();
      newest = begin - newest > 0 ? begin : newest;
    }
    return newest;
  }

  /** All permits in flight, the oldest first. */
  List<Permit> permits() {
    List<Permit> permits = new ArrayList<>();
    for (Stripe stripe : stripes) {
      stripe.addTo(permits);
    }
    long now = jvm.nanoTime();
    permits.sort((left, right) -> Long.compare(now - right.begun(), now - left.begun()));
    return permits;
  }

  void cancelAt(long nanos) {
    cancelAt = nanos;
  }

  Optional<Duration> remaining() {
    Long at = cancelAt;
    return at == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, at - jvm.nanoTime())));
  }

  void runCallback(Permit permit, Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      log.callbackFailed(permit, e);
    }
  }

  void countClosedTwice() {
    closedTwice.increment();
  }

  long closedTwice() {
    return closedTwice.sum();
  }

  long refusals() {
    return refusals.sum();
  }
}
