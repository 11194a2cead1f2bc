// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import org.jspecify.annotations.Nullable;

/** A key and a frozen value that go into many events, and their bytes once they were encoded. */
public final class Field {

  private final String key;
  private final @Nullable Object value;
  private volatile @Nullable Encoded encoded;
  private volatile @Nullable String mirror;

  private Field(String key, @Nullable Object value) {
    this.key = key;
    this.value = value;
  }

  private static final class Encoded {
    private final LineFormat format;
    private final byte[] bytes;

    Encoded(LineFormat format, byte[] bytes) {
      this.format = format;
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

  /** {@return the key} */
  public String key() {
    return key;
  }

  /** {@return the frozen value} */
  public @Nullable Object value() {
    return value;
  }

  /** The bytes of the field on a line of this format, if they are known. */
  byte @Nullable [] encoded(LineFormat format) {
    Encoded known = encoded;
    return known != null && known.format == format ? known.bytes : null;
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

  void keep(LineFormat format, byte[] bytes) {
    encoded = new Encoded(format, bytes);
  }
}
