// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.util.concurrent.CompletableFuture.completedStage;

import dev.twelvefactor.session.SessionBackend.Index;
import dev.twelvefactor.session.SessionBackend.Stored;
import dev.twelvefactor.session.SubjectSessions.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The verbs on the sessions of one subject, as stages.
 *
 * <p>What is to be revoked is read from the index first, since a server has to be told which
 * sessions it is to touch. A session that is renewed in between changes its name, but never its
 * absolute deadline: so whatever has a deadline of the first reading is revoked too, until nothing
 * has. Sessions created meanwhile are left alone, so this ends however many there are.
 */
record SubjectEngine(SessionEngine engine, SessionBackend backend, String subject, Index index) {

  /** How many sessions one step takes, so that it does not keep the server from others' work. */
  private static final int STEP = 500;

  CompletionStage<List<Entry>> list(SessionKey<?>... keys) {
    List<String> names = new ArrayList<>();
    for (SessionKey<?> key : keys) {
      names.add(key.name());
    }
    Set<String> loaded = Set.copyOf(names);
    return stored(names)
        .thenApply(sessions -> sessions.entrySet().stream()
            .map(
                session -> new Entry(engine.format(), session.getKey(), session.getValue(), loaded))
            .sorted(Comparator.comparing(Entry::createdAt))
            .toList());
  }

  CompletionStage<Integer> count() {
    return stored(List.of()).thenApply(Map::size);
  }

  private CompletionStage<Map<SessionHandle, Stored>> stored(List<String> names) {
    return backend.index(index).thenCompose(present -> {
      List<SessionHandle> sessions = new ArrayList<>(present.keySet());
      CompletionStage<Map<SessionHandle, Stored>> all = completedStage(Map.of());
      for (int i = 0; i < sessions.size(); i += STEP) {
        all = backend
            .list(index, sessions.subList(i, Math.min(i + STEP, sessions.size())), names)
            .thenCombine(all, SubjectEngine::union);
      }
      return all;
    });
  }

  private static <K, V> Map<K, V> union(Map<K, V> some, Map<K, V> more) {
    if (more.isEmpty()) {
      return some;
    }
    Map<K, V> all = new HashMap<>(some);
    all.putAll(more);
    return all;
  }

  CompletionStage<Boolean> revoke(SessionHandle handle) {
    return backend.revoke(index, List.of(handle)).thenApply(revoked -> revoked.count() > 0);
  }

  CompletionStage<Integer> revokeAll() {
    return revokeAllBut(() -> completedStage(Set.of()));
  }

  CompletionStage<Integer> revokeOthers(Session current) {
    engine.checkOurs(current);
    if (!current.subject().equals(Optional.of(subject))) {
      throw new IllegalArgumentException("session " + current.handle()
          + " is not of this subject (expected: one that is, such as from login)");
    }
    return revokeAllBut(() -> names(current));
  }

  /** The names that a session has had since the snapshot. */
  private CompletionStage<Set<SessionHandle>> names(Session session) {
    Set<SessionHandle> names = new HashSet<>();
    return SessionEngine.follow(session.token(), token -> {
          names.add(token.handle());
          return backend.read(engine.address(token, subject), List.of());
        })
        .thenApply(reached -> names);
  }

  private CompletionStage<Integer> revokeAllBut(
      Supplier<CompletionStage<Set<SessionHandle>>> spared) {
    return backend
        .index(index)
        .thenCompose(
            present -> revoke(present.keySet(), new HashSet<>(present.values()), spared, 0));
  }

  /** Asks anew each time what is spared, after it is known what is there. */
  private CompletionStage<Integer> revoke(
      Collection<SessionHandle> sessions,
      Set<Instant> deadlines,
      Supplier<CompletionStage<Set<SessionHandle>>> spared,
      int before) {
    if (sessions.isEmpty()) {
      return completedStage(before);
    }
    return spared.get().thenCompose(kept -> {
      List<SessionHandle> step =
          sessions.stream().filter(handle -> !kept.contains(handle)).limit(STEP).toList();
      return step.isEmpty()
          ? completedStage(before)
          : backend.revoke(index, step).thenCompose(revoked -> {
            Set<SessionHandle> rest = new HashSet<>();
            revoked.remaining().forEach((handle, deadline) -> {
              if (deadlines.contains(deadline) && !kept.contains(handle)) {
                rest.add(handle);
              }
            });
            return revoke(rest, deadlines, spared, before + revoked.count());
          });
    });
  }
}
