// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Workers who take records of one slot from the claim to the replay, one after the other. */
final class SlotLoad implements AutoCloseable {

  private static final int WORKERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration MAX_DURATION = Duration.ofMinutes(15);
  private static final Duration RETENTION = Duration.ofHours(1);
  private static final String FINGERPRINT = "f".repeat(22);

  private final IdempotencyStore store;
  private final int slot;
  private final List<CompletableFuture<Void>> workers;
  private final Queue<RecordKey> done = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private SlotLoad(IdempotencyStore store, int slot) {
    this.store = store;
    this.slot = slot;
    this.workers = IntStream.range(0, WORKERS)
        .mapToObj(worker ->
            CompletableFuture.runAsync(() -> work(worker), task -> new Thread(task).start()))
        .toList();
  }

  /** Starts them in the slot of a key. */
  static SlotLoad on(IdempotencyStore store, String key) {
    return new SlotLoad(store, SlotHash.getSlot(key));
  }

  private void work(int worker) {
    for (int number = 0; !stopped; number++) {
      String digest = worker + "-" + number;
      if (SlotHash.getSlot(digest) == slot) {
        use(new RecordKey("order", digest));
      }
    }
  }

  private void use(RecordKey key) {
    try {
      Claim claim = store.claim(key, request("owner----"));
      assertThat(claim).isInstanceOf(Claim.Granted.class);
      Ownership ownership = ((Claim.Granted) claim).ownership();
      assertThat(store.claim(key, request("duplicate"))).isInstanceOf(Claim.Busy.class);
      assertThat(store.renew(key, ownership, LEASE, MAX_DURATION)).isPresent();
      assertThat(store.complete(key, ownership, completion(key)))
          .isEqualTo(new Completion.Stored(/* restored= */ false));
      assertRepeated(key);
      done.add(key);
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private static ClaimRequest request(String owner) {
    return new ClaimRequest(
        owner, FINGERPRINT, LEASE, RETENTION, OnCrash.UNKNOWN, /* intent= */ true, 5);
  }

  private static CompletionRequest completion(RecordKey key) {
    return new CompletionRequest(/* failed= */ false, result(key), FINGERPRINT, RETENTION);
  }

  private static Result result(RecordKey key) {
    return new Result(Kind.VALUE, key.digest().getBytes(UTF_8));
  }

  private void assertRepeated(RecordKey key) {
    assertThat(store.claim(key, request("duplicate")))
        .isInstanceOfSatisfying(
            Claim.Done.class, found -> assertThat(found.result()).isEqualTo(result(key)));
  }

  /** Waits until so many more are done. */
  void awaitMore(int operations) {
    int before = done.size();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> done.size() >= before + operations || !failures.isEmpty());
    assertThat(failures).isEmpty();
  }

  /** No step has failed, and what was done is answered still. */
  void assertNothingLost() {
    close();
    assertThat(failures).isEmpty();
    assertThat(done).isNotEmpty().allSatisfy(this::assertRepeated);
  }

  @Override
  public void close() {
    stopped = true;
    workers.forEach(CompletableFuture::join);
  }
}
