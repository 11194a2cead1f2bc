// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.StateTable.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records in this process, for tests and for trying things out: with the same promises as the
 * store on Redis, but for this process alone, and lost with it.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="in-memory"}
 *
 * @since 0.1.0
 */
public final class InMemoryIdempotencyStore implements IdempotencyStore {

  private static final int SWEEP_INTERVAL = 1024;

  private final InstantSource clock;
  private final Lock lock = new ReentrantLock();
  private final Map<RecordKey, Entry> entries = new HashMap<>();
  private int stepsUntilSweep = SWEEP_INTERVAL;
  private volatile boolean closed;

  private InMemoryIdempotencyStore(InstantSource clock) {
    this.clock = clock;
  }

  /** {@return a store that goes by the system's clock} */
  public static InMemoryIdempotencyStore create() {
    return create(Clock.systemUTC());
  }

  /**
   * Makes a store that goes by a clock of the caller.
   *
   * @param clock by which leases end and records expire
   * @return the store
   */
  public static InMemoryIdempotencyStore create(InstantSource clock) {
    return new InMemoryIdempotencyStore(Objects.requireNonNull(clock, "clock"));
  }

  @Override
  public Claim claim(RecordKey key, ClaimRequest request) {
    return step(key, (entry, micros) -> StateTable.claim(entry, request, micros));
  }

  @Override
  public Optional<Duration> renew(
      RecordKey key, Ownership ownership, Duration lease, Duration maxDuration) {
    return step(
        key, (entry, micros) -> StateTable.renew(entry, ownership, lease, maxDuration, micros));
  }

  @Override
  public boolean mark(RecordKey key, Ownership ownership, Marker marker) {
    return step(key, (entry, micros) -> StateTable.mark(entry, ownership, marker, micros));
  }

  @Override
  public Completion complete(RecordKey key, Ownership ownership, CompletionRequest request) {
    return step(key, (entry, micros) -> StateTable.complete(entry, ownership, request, micros));
  }

  @Override
  public boolean release(RecordKey key, Ownership ownership, ReleaseRequest request) {
    return step(key, (entry, micros) -> StateTable.release(entry, ownership, request, micros));
  }

  @Override
  public Optional<IdempotencyRecord> find(RecordKey key) {
    return step(
        key, (entry, micros) -> new Step<>(entry, Optional.ofNullable(entry).map(Entry::snapshot)));
  }

  @Override
  public boolean forget(RecordKey key, long fence, Duration retention) {
    return step(key, (entry, micros) -> StateTable.forget(entry, fence, retention, micros));
  }

  @Override
  public boolean delete(RecordKey key) {
    return step(key, (entry, micros) -> new Step<>(null, entry != null));
  }

  /** {@return nothing: there are no settings} */
  @Override
  public List<String> check() {
    return List.of();
  }

  @Override
  public void close() {
    closed = true;
  }

  private interface Command<A> {
    Step<A> on(@Nullable Entry entry, long micros);
  }

  private <A> A step(RecordKey key, Command<A> command) {
    if (closed) {
      throw new IllegalStateException("idempotency store is closed");
    }
    lock.lock();
    try {
      Instant now = clock.instant();
      sweep(now.toEpochMilli());
      Entry entry = live(entries.get(key), now.toEpochMilli());
      Step<A> step =
          command.on(entry, Math.addExact(now.getEpochSecond() * 1_000_000, now.getNano() / 1000));
      if (step.entry() == null) {
        entries.remove(key);
      } else {
        entries.put(key, step.entry());
      }
      return step.answer();
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Entry live(@Nullable Entry entry, long now) {
    return entry != null && entry.expiresAt() > now ? entry : null;
  }

  /** Now and then, so that expired records that nobody asks for are gone too. */
  private void sweep(long now) {
    if (--stepsUntilSweep == 0) {
      entries.values().removeIf(entry -> entry.expiresAt() <= now);
      stepsUntilSweep = Math.max(SWEEP_INTERVAL, entries.size());
    }
  }
}
