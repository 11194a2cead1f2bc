// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store whose network breaks when told so: before the server has done its part, or after. */
final class FlakyStore implements IdempotencyStore {

  private final IdempotencyStore store = InMemoryIdempotencyStore.create();
  private final AtomicInteger lostRequests = new AtomicInteger();
  private final AtomicInteger lostReplies = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean();
  volatile Runnable afterCompletion = () -> {};
  volatile Runnable beforeRenewal = () -> {};
  final AtomicInteger claims = new AtomicInteger();
  final AtomicInteger renewals = new AtomicInteger();

  void loseRequests(int count) {
    lostRequests.set(count);
  }

  void loseReplies(int count) {
    lostReplies.set(count);
  }

  /** The next step ends with what no store should throw. */
  void breakOnce() {
    broken.set(true);
  }

  boolean isToBreak() {
    return broken.get();
  }

  static final class Broken extends Error {
    private static final long serialVersionUID = 1;
  }

  private <A> A call(Supplier<A> step) {
    if (broken.getAndSet(false)) {
      throw new Broken();
    }
    if (lostRequests.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IdempotencyException(Reason.STORE, "unreachable", false, (Throwable) null);
    }
    A answer = step.get();
    if (lostReplies.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IdempotencyException(Reason.STORE, "no answer", true, (Throwable) null);
    }
    return answer;
  }

  @Override
  public Claim claim(RecordKey key, ClaimRequest request) {
    claims.incrementAndGet();
    return call(() -> store.claim(key, request));
  }

  @Override
  public Optional<Duration> renew(
      RecordKey key, Ownership ownership, Duration lease, Duration maxDuration) {
    renewals.incrementAndGet();
    beforeRenewal.run();
    return call(() -> store.renew(key, ownership, lease, maxDuration));
  }

  @Override
  public boolean mark(RecordKey key, Ownership ownership, Marker marker) {
    return call(() -> store.mark(key, ownership, marker));
  }

  @Override
  public Completion complete(RecordKey key, Ownership ownership, CompletionRequest request) {
    Completion completion = call(() -> store.complete(key, ownership, request));
    afterCompletion.run();
    return completion;
  }

  @Override
  public boolean release(RecordKey key, Ownership ownership, ReleaseRequest request) {
    return call(() -> store.release(key, ownership, request));
  }

  @Override
  public Optional<IdempotencyRecord> find(RecordKey key) {
    return store.find(key);
  }

  @Override
  public boolean forget(RecordKey key, long fence, Duration retention) {
    return store.forget(key, fence, retention);
  }

  @Override
  public boolean delete(RecordKey key) {
    return store.delete(key);
  }

  @Override
  public List<String> check() {
    return List.of();
  }

  @Override
  public void close() {
    store.close();
  }
}
