// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, for each key, how it is written and whether its value is secret.
 *
 * <p>At most {@value #SLOTS} short keys are kept, whichever were seen last, so that keys made up at
 * run time take no memory. Safe for use by many threads.
 */
final class KeyCatalog {

  private static final int SLOTS = 1024;
  private static final int LONGEST_KEPT = 128;
  private static final int MOST_BYTES = 128;

  private final AtomicReferenceArray<@Nullable Key> slots = new AtomicReferenceArray<>(SLOTS);
  private final KeyRule rule;
  private final boolean redacts;
  private final @Nullable Schema schema;

  KeyCatalog(KeyRule rule, boolean redacts, @Nullable Schema schema) {
    this.rule = rule;
    this.redacts = redacts;
    this.schema = schema;
  }

  /** How a key is written. */
  static final class Key {

    private final String given;
    private final String name;
    private final byte[] fragment;
    private final boolean secret;

    private Key(String given, String name, boolean secret) {
      this.given = given;
      this.name = name;
      this.fragment = (",\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
      this.secret = secret;
    }

    /** The key as the caller gave it. */
    String given() {
      return given;
    }

    /** What it is on the line, escaped; two keys are the same if this is. */
    String name() {
      return name;
    }

    /** The comma, the name in quotes, and the colon. */
    byte[] fragment() {
      return fragment;
    }

    /** Whether its value is masked. */
    boolean secret() {
      return secret;
    }
  }

  Key of(@Nullable String key) {
    String given = key == null ? "null" : key;
    int slot = given.hashCode() & (SLOTS - 1);
    Key known = slots.get(slot);
    if (known != null && known.given.equals(given)) {
      return known;
    }
    Key made = make(given);
    if (given.length() <= LONGEST_KEPT) {
      slots.set(slot, made);
    }
    return made;
  }

  private Key make(String given) {
    JsonBuffer out = new JsonBuffer();
    SecretScanner scanner = redacts ? new SecretScanner(rule) : null;
    new TextWriter(out, scanner).text(schema == null ? given : schema.nameOf(given), MOST_BYTES);
    String name = new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
    return new Key(given, name, redacts && rule.isSensitive(given));
  }
}
