// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the fields of one event, each once. Few are compared, and those only where a bit of
 * their hash says that the name may be there; many are in a set.
 */
final class FieldNames {

  private static final int FEW = 32;

  private final @Nullable String[] few = new String[FEW];
  private final Set<String> many = new HashSet<>();
  private long bits;
  private int count;

  void clear() {
    Arrays.fill(few, 0, Math.min(count, FEW), null);
    if (!many.isEmpty()) {
      many.clear();
    }
    bits = 0;
    count = 0;
  }

  /** Adds a name; answers false if it is there already. */
  boolean add(String name) {
    long bit = bit(name);
    if ((bits & bit) != 0 && has(name)) {
      return false;
    }
    bits |= bit;
    if (count < FEW) {
      few[count] = name;
    } else {
      many.add(name);
    }
    count++;
    return true;
  }

  private boolean has(String name) {
    int compared = Math.min(count, FEW);
    for (int i = 0; i < compared; i++) {
      if (name.equals(few[i])) {
        return true;
      }
    }
    return count > FEW && many.contains(name);
  }

  private static long bit(String name) {
    int hash = name.hashCode();
    return 1L << (hash ^ (hash >>> 6));
  }
}
