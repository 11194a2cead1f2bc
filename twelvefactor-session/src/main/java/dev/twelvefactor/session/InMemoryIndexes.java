// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions of each subject with their absolute deadlines; not for use by many threads. */
final class InMemoryIndexes {

  private final Map<String, Map<SessionHandle, Instant>> byName = new HashMap<>();

  void add(@Nullable String name, SessionHandle session, Instant deadline) {
    if (name != null) {
      byName.computeIfAbsent(name, added -> new LinkedHashMap<>()).put(session, deadline);
    }
  }

  /** Answers whether it was there. */
  boolean remove(@Nullable String name, SessionHandle session) {
    Map<SessionHandle, Instant> index = name == null ? null : byName.get(name);
    if (index == null || index.remove(session) == null) {
      return false;
    }
    if (index.isEmpty()) {
      byName.remove(name);
    }
    return true;
  }

  Map<SessionHandle, Instant> get(String name) {
    return Map.copyOf(byName.getOrDefault(name, Map.of()));
  }

  /** Drops what has reached its absolute deadline. */
  void sweep(Instant now) {
    byName.values().removeIf(index -> {
      index.values().removeIf(deadline -> !deadline.isAfter(now));
      return index.isEmpty();
    });
  }

  /** How many indexes there are. */
  int size() {
    return byName.size();
  }
}
