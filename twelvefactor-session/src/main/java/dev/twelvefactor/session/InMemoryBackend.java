// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sessions in a map, each step under one lock, as a single-threaded server would take them. */
final class InMemoryBackend implements SessionBackend {

  private static final int FIRST_SWEEP = 1024;

  private final InstantSource clock;
  private final Lock lock = new ReentrantLock();
  private final Map<SessionHandle, Entry> entries = new HashMap<>();
  private int sweepAt = FIRST_SWEEP;
  private boolean closed;

  InMemoryBackend(InstantSource clock) {
    this.clock = clock;
  }

  /** What the map holds: a session, or the note that a renewed one leaves behind. */
  private sealed interface Entry permits Live, Note {

    Instant expiry();
  }

  private record Live(Stored stored, String nonce) implements Entry {

    @Override
    public Instant expiry() {
      return stored.deadline();
    }
  }

  private record Note(String successor, Instant expiry) implements Entry {}

  @Override
  public CompletionStage<Stored> create(Address address, Draft draft) {
    return locked(() -> {
      sweep();
      Stored stored = stored(draft, now());
      if (entries.putIfAbsent(address.handle(), new Live(stored, "")) != null) {
        throw new SessionStoreException(
            "session " + address.handle() + " exists already: the random source repeats itself",
            false,
            null);
      }
      return stored;
    });
  }

  private static Stored stored(Draft draft, Instant now) {
    Instant absolute = now.plus(draft.absolute());
    Instant deadline = earlier(now.plus(draft.idle()), absolute);
    Map<String, byte[]> attributes = Map.copyOf(draft.attributes());
    return new Stored(
        1, now, now, deadline, absolute, draft.idle(), draft.subject(), draft.codec(), attributes);
  }

  @Override
  public CompletionStage<Answer<Stored>> read(Address address) {
    return step(address, live -> live.stored);
  }

  @Override
  public CompletionStage<Answer<Stored>> read(Address address, List<String> names) {
    return step(address, live -> {
      Map<String, byte[]> some = new HashMap<>(live.stored.attributes());
      some.keySet().retainAll(names);
      return live.stored.written(new Head(live.stored.version(), live.stored.deadline()), some);
    });
  }

  @Override
  public CompletionStage<?> touch(Address address, Duration interval) {
    return step(address, live -> {
      Duration left = Duration.between(now(), live.stored.deadline());
      if (live.stored.idle().minus(left).compareTo(interval) < 0) {
        return false;
      }
      Head head = new Head(live.stored.version(), deadline(live.stored));
      Stored touched = live.stored.written(head, live.stored.attributes());
      return entries.put(address.handle(), new Live(touched, live.nonce)) != null;
    });
  }

  @Override
  public CompletionStage<Answer<Head>> write(Address address, Change change) {
    return answer(address, live -> write(address, live, change));
  }

  private Answer<Head> write(Address address, Live live, Change change) {
    Stored before = live.stored;
    if (!change.nonce().isEmpty() && change.nonce().equals(live.nonce)) {
      return new Found<>(new Head(before.version(), before.deadline()));
    }
    if (change.expectedVersion() != 0 && change.expectedVersion() != before.version()) {
      return new Conflict<>();
    }
    Map<String, byte[]> attributes = new HashMap<>(before.attributes());
    attributes.putAll(change.set());
    attributes.keySet().removeAll(change.removed());
    Head head = new Head(before.version() + 1, deadline(before));
    String nonce = change.nonce().isEmpty() ? live.nonce : change.nonce();
    entries.put(address.handle(), new Live(before.written(head, Map.copyOf(attributes)), nonce));
    return new Found<>(head);
  }

  @Override
  public CompletionStage<Answer<Stored>> take(Address address) {
    return step(address, live -> {
      entries.remove(address.handle());
      return live.stored;
    });
  }

  @Override
  public CompletionStage<Answer<Instant>> renew(
      Address from, Address to, String successor, Duration grace) {
    return step(from, live -> {
      Instant now = now();
      entries.put(to.handle(), new Live(live.stored.issued(now), live.nonce));
      entries.put(from.handle(), new Note(successor, now.plus(grace)));
      return now;
    });
  }

  @Override
  public CompletionStage<Answer<Boolean>> delete(Address address) {
    return step(address, live -> entries.remove(address.handle()) != null);
  }

  @Override
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private Instant deadline(Stored stored) {
    return earlier(now().plus(stored.idle()), stored.absoluteDeadline());
  }

  private static Instant earlier(Instant left, Instant right) {
    return left.isBefore(right) ? left : right;
  }

  /** Drops what has expired each time the map has doubled: a constant cost for each session. */
  private void sweep() {
    if (entries.size() < sweepAt) {
      return;
    }
    Instant now = now();
    entries.values().removeIf(entry -> !entry.expiry().isAfter(now));
    sweepAt = Math.max(FIRST_SWEEP, 2 * entries.size());
  }

  private <T> CompletionStage<Answer<T>> step(Address address, Function<Live, T> step) {
    return answer(address, live -> new Found<>(step.apply(live)));
  }

  /** Takes a step on a live session, and answers for it where there is none. */
  private <T> CompletionStage<Answer<T>> answer(Address address, Function<Live, Answer<T>> step) {
    return locked(() -> {
      Entry entry = entries.get(address.handle());
      if (entry == null || !entry.expiry().isAfter(now())) {
        entries.remove(address.handle());
        return new Gone<>();
      }
      return entry instanceof Note note ? new Moved<>(note.successor) : step.apply((Live) entry);
    });
  }

  private <T> CompletionStage<T> locked(Supplier<T> step) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("session store is closed");
      }
      return completedFuture(step.get());
    } finally {
      lock.unlock();
    }
  }
}
