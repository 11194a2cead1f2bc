// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;
import dev.twelvefactor.idempotency.Reconciler.Evidence;

/** Settles a record in the name of its last owner, once nobody knows of its outcome. */
record Resolution<T>(IdempotencyStore store, Operation<T> operation, IdempotencyKey key) {

  boolean resolve(long fence, Evidence<T> evidence) {
    RecordKey record = key.record(operation.name());
    return store
        .find(record)
        .filter(found -> found.state() == State.UNKNOWN)
        .map(IdempotencyRecord::ownership)
        .filter(ownership -> ownership.fence() == fence)
        .map(ownership -> settle(record, ownership, evidence))
        .orElse(false);
  }

  private boolean settle(RecordKey record, Ownership ownership, Evidence<T> evidence) {
    if (evidence instanceof Evidence.Found<T> found) {
      return store.complete(record, ownership, completion(found.result()))
          instanceof Completion.Stored;
    }
    return evidence instanceof Evidence.NeverWillBe<T>
        && store.release(
            record,
            ownership,
            new ReleaseRequest(
                ReleaseMode.NEVER_HAPPENED, key.fingerprint(), operation.options().retention));
  }

  private CompletionRequest completion(T value) {
    Result result = new Results<>(operation.options()).encode(value).result();
    if (result.kind() == Kind.TOMBSTONE) {
      throw new IllegalArgumentException("the result cannot be stored (expected: one that the"
          + " codec of operation " + operation.name() + " takes, within maxResultBytes)");
    }
    return new CompletionRequest(
        /* failed= */ false, result, key.fingerprint(), operation.options().retention);
  }
}
