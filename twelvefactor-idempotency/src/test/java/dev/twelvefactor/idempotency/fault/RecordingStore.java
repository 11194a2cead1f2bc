// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the ledger what was granted and what was accepted, and stops around a completion. */
final class RecordingStore implements IdempotencyStore {

  private final IdempotencyStore store;
  private final Ledger ledger;
  private final Stops stops;

  /** Which record a fence belongs to: no two claims have the same, on whatever record. */
  private final Map<Long, String> granted = new ConcurrentHashMap<>();

  RecordingStore(IdempotencyStore store, Ledger ledger, Stops stops) {
    this.store = store;
    this.ledger = ledger;
    this.stops = stops;
  }

  @Override
  public Claim claim(RecordKey key, ClaimRequest request) {
    Claim claim = store.claim(key, request);
    if (claim instanceof Claim.Granted grant) {
      granted.put(grant.ownership().fence(), key.digest());
      ledger.tell(key.digest(), "granted " + grant.ownership().fence() + " " + grant.takeover());
    } else if (claim instanceof Claim.Done done) {
      ledger.tell(key.digest(), "replayed " + Arrays.hashCode(done.result().payload()));
    }
    return claim;
  }

  /** A run has its effect, and believes that it still owns its key. */
  void effect(long fence) {
    ledger.tell(Objects.requireNonNull(granted.get(fence)), "effect " + fence);
  }

  @Override
  public Optional<Duration> renew(
      RecordKey key, Ownership ownership, Duration lease, Duration maxDuration) {
    return store.renew(key, ownership, lease, maxDuration);
  }

  @Override
  public boolean mark(RecordKey key, Ownership ownership, Marker marker) {
    return store.mark(key, ownership, marker);
  }

  @Override
  public Completion complete(RecordKey key, Ownership ownership, CompletionRequest request) {
    stops.at(Point.BEFORE_COMPLETE_SEND);
    Completion completion = store.complete(key, ownership, request);
    if (completion instanceof Completion.Stored) {
      ledger.tell(
          key.digest(),
          "completed " + ownership.fence() + " "
              + Arrays.hashCode(request.result().payload()));
    }
    stops.at(Point.AFTER_COMPLETE_SEND);
    return completion;
  }

  @Override
  public boolean release(RecordKey key, Ownership ownership, ReleaseRequest request) {
    return store.release(key, ownership, request);
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
    return store.check();
  }

  @Override
  public void close() {
    store.close();
  }
}
