// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Names of classes, methods, loggers and the like, and short messages, that were written as they are,
 * with no secret in them and nothing to escape: they come again and again, and need be looked at only
 * once.
 *
 * <p>At most {@value #SLOTS} are kept, whichever were seen last. Safe for use by many threads.
 */
final class PlainNames {

  private static final int SLOTS = 2048;

  private final AtomicReferenceArray<@Nullable String> slots = new AtomicReferenceArray<>(SLOTS);

  /** Writes a name, masked, escaped and cut to a limit where it has to be. */
  void write(String name, JsonBuffer out, TextWriter text, int most) {
    int slot = slot(name);
    if (name.equals(slots.get(slot))) {
      out.ascii(name);
      return;
    }
    int begin = out.length();
    text.text(name, most);
    if (out.hasFrom(begin, name)) {
      slots.set(slot, name);
    }
  }

  private static int slot(String name) {
    int hash = name.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
