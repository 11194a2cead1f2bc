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
import org.jspecify.annotations.Nullable;

/** Sessions in a map, each step under one lock, as a single-threaded server would take them. */
final class InMemoryBackend implements SessionBackend {

  private static final int FIRST_SWEEP = 1024;

  private final InstantSource clock;
  private final Lock lock = new ReentrantLock();
  private final Map<SessionHandle, Entry> entries = new HashMap<>();
  private final InMemoryIndexes indexes = new InMemoryIndexes();
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
  public CompletionStage<Answer<Stored>> create(
      Address address, Draft draft, @Nullable Limit limit) {
    return locked(() -> {
      sweep();
      String index = address.subjectHash();
      if (index != null && limit != null && !makeRoom(index, limit)) {
        return new Full<>(List.copyOf(indexes.get(index).keySet()));
      }
      Stored stored = stored(draft, now());
      if (entries.putIfAbsent(address.handle(), new Live(stored, "")) != null) {
        throw new SessionStoreException(
            "session " + address.handle() + " exists already: the random source repeats itself",
            false,
            null);
      }
      indexes.add(index, address.handle(), stored.absoluteDeadline());
      return new Found<>(stored);
    });
  }

  /** Answers whether there is room for one more. What a caller knows is of no matter here. */
  private boolean makeRoom(String index, Limit limit) {
    indexes.get(index).keySet().stream()
        .filter(handle -> live(handle) == null)
        .forEach(gone -> indexes.remove(index, gone));
    List<SessionHandle> oldestFirst = indexes.get(index).entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
    int tooMany = oldestFirst.size() - limit.max() + 1;
    if (tooMany > 0 && limit.revokesOldest()) {
      oldestFirst.subList(0, tooMany).forEach(oldest -> remove(index, oldest));
    }
    return tooMany <= 0 || limit.revokesOldest();
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
    return step(address, live -> some(live.stored, names));
  }

  private static Stored some(Stored stored, List<String> names) {
    Map<String, byte[]> some = new HashMap<>(stored.attributes());
    some.keySet().retainAll(names);
    return stored.written(new Head(stored.version(), stored.deadline()), some);
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
      remove(address.subjectHash(), address.handle());
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
      indexes.remove(from.subjectHash(), from.handle());
      indexes.add(from.subjectHash(), to.handle(), live.stored.absoluteDeadline());
      return now;
    });
  }

  @Override
  public CompletionStage<Answer<Boolean>> delete(Address address) {
    return step(address, live -> remove(address.subjectHash(), address.handle()));
  }

  @Override
  public CompletionStage<Map<SessionHandle, Instant>> index(Index index) {
    return locked(() -> indexes.get(index.name()));
  }

  @Override
  public CompletionStage<Map<SessionHandle, Stored>> list(
      Index index, List<SessionHandle> sessions, List<String> names) {
    return locked(() -> {
      Map<SessionHandle, Stored> found = new HashMap<>();
      for (SessionHandle handle : sessions) {
        Live live = live(handle);
        if (live == null) {
          indexes.remove(index.name(), handle);
        } else {
          found.put(handle, some(live.stored, names));
        }
      }
      return found;
    });
  }

  @Override
  public CompletionStage<Revoked> revoke(Index index, List<SessionHandle> sessions) {
    return locked(() -> {
      int count = 0;
      for (SessionHandle handle : sessions) {
        boolean wasLive = live(handle) != null;
        if (indexes.remove(index.name(), handle)) {
          entries.remove(handle);
          count += wasLive ? 1 : 0;
        }
      }
      return new Revoked(count, indexes.get(index.name()));
    });
  }

  private @Nullable Live live(SessionHandle handle) {
    Entry entry = entries.get(handle);
    return entry instanceof Live live && live.expiry().isAfter(now()) ? live : null;
  }

  private boolean remove(@Nullable String index, SessionHandle handle) {
    indexes.remove(index, handle);
    return entries.remove(handle) != null;
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
    indexes.sweep(now);
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
