// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Lets duplicates in this process wait for the first of them, without asking the store. */
final class Joining {

  /** A result that the first caller came to. */
  record Landed(Result result, Instant at, boolean durable) {}

  private record Place(RecordKey key, String fingerprint) {}

  private final ConcurrentMap<Place, CompletableFuture<Optional<Landed>>> first =
      new ConcurrentHashMap<>();

  /** The future of another caller who is first, or null: then it is this caller's own. */
  @Nullable
  CompletableFuture<Optional<Landed>> enter(
      RecordKey key, String fingerprint, CompletableFuture<Optional<Landed>> own) {
    return first.putIfAbsent(new Place(key, fingerprint), own);
  }

  void leave(
      RecordKey key,
      String fingerprint,
      CompletableFuture<Optional<Landed>> own,
      @Nullable Landed landed) {
    first.remove(new Place(key, fingerprint), own);
    own.complete(Optional.ofNullable(landed));
  }
}
