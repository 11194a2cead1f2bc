// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key and a frozen value that go into many events, and how they are written once that is known.
 * Safe for use by many threads.
 */
public final class Field {

  private final String key;
  private final @Nullable Object value;
  private volatile @Nullable Written written;
  private volatile @Nullable String mirror;

  private Field(String key, @Nullable Object value) {
    this.key = key;
    this.value = value;
  }

  /** How a field is written on a line of one format: its bytes are null until they are known. */
  static final class Written {
    final KeyCatalog.Key key;
    final byte @Nullable [] bytes;
    private final LineFormat format;

    private Written(LineFormat format, KeyCatalog.Key key, byte @Nullable [] bytes) {
      this.format = format;
      this.key = key;
      this.bytes = bytes;
    }
  }

  /**
   * Freezes a value under a key.
   *
   * @param key the key
   * @param value any value; what it is now is what all events show
   * @return the field
   */
  public static Field of(@Nullable String key, @Nullable Object value) {
    return new Field(key == null ? "null" : key, Freezer.freeze(value));
  }

  /**
   * Asks for a value that is made only where it is logged.
   *
   * @param supplier who makes it
   * @return the value, or a text that says what was thrown instead
   */
  public static @Nullable Object supplied(Supplier<?> supplier) {
    try {
      return supplier.get();
    } catch (Throwable failure) {
      return "<value failed: " + failure.getClass().getName() + ">";
    }
  }

  /** {@return the key} */
  public String key() {
    return key;
  }

  /** {@return the frozen value} */
  public @Nullable Object value() {
    return value;
  }

  /** The value of an entry of an MDC, which is kept in a field where the MDC is ours. */
  static @Nullable Object valueOf(@Nullable Object entry) {
    return entry instanceof Field field ? field.value : entry;
  }

  Written written(LineFormat format) {
    Written known = written;
    if (known != null && known.format == format) {
      return known;
    }
    Written made = new Written(format, format.keys().of(key), null);
    written = made;
    return made;
  }

  void keep(Written known, byte[] bytes) {
    written = new Written(known.format, known.key, bytes);
  }

  /** The redacted text of the value, as the MDC has it. */
  String mirrorText() {
    String text = mirror;
    if (text == null) {
      text = Redaction.standard().text(key, value);
      mirror = text;
    }
    return text;
  }
}
