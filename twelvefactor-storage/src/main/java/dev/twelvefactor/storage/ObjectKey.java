// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * The name of an object, such as {@code uploads/ada/cat.png}.
 *
 * <p>A key is sent as it is, or refused; it is never rewritten. Anything that a server may hold can
 * be read and deleted; what is written must be {@linkplain #requireWritable() writable}, for servers
 * disagree on the others.
 *
 * <p>Immutable, and safe for use by many threads. Keys are ordered as strings.
 *
 * @param value the key itself, 1 to 1024 bytes in UTF-8
 * @since 0.1.0
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

  private static final int MAX_BYTES = 1024;
  private static final int RANDOM_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Takes any key that a server may hold.
   *
   * @param value the key
   * @throws IllegalArgumentException if it is empty, longer than 1024 bytes in UTF-8 or no Unicode
   *     text
   */
  public ObjectKey {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("key is empty (expected: such as uploads/ada/cat.png)");
    }
    int bytes = 0;
    int next = 0;
    while (next < value.length()) {
      int codePoint = value.codePointAt(next);
      bytes += utf8Bytes(value, codePoint);
      next += Character.charCount(codePoint);
    }
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "key of " + bytes + " bytes in UTF-8 (expected: 1 to " + MAX_BYTES + ")");
    }
  }

  /** Counted, since listings make thousands of keys and need none of their bytes. */
  private static int utf8Bytes(String value, int codePoint) {
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      throw refused(value, "holds half of a surrogate pair");
    }
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /**
   * Takes a whole key.
   *
   * @param value such as {@code "uploads/ada/cat.png"}
   * @return the key
   * @throws IllegalArgumentException if it is empty, longer than 1024 bytes in UTF-8 or no Unicode
   *     text
   */
  public static ObjectKey of(String value) {
    return new ObjectKey(value);
  }

  /**
   * Joins segments to a key. Use it where a segment comes from outside: one that holds a slash is
   * refused, so it cannot lead elsewhere.
   *
   * @param first such as {@code "uploads"}
   * @param more such as the name of a user
   * @return the segments with slashes between them
   * @throws IllegalArgumentException if a segment holds a slash, or the key is not {@linkplain
   *     #requireWritable() writable}
   */
  public static ObjectKey ofSegments(String first, String... more) {
    StringBuilder key = new StringBuilder(segment(first));
    for (String next : more) {
      key.append('/').append(segment(next));
    }
    return new ObjectKey(key.toString()).requireWritable();
  }

  /**
   * Makes a key that nobody else has: the segments and a random one of 22 characters with 128 bits.
   *
   * @param segments where it stands, such as {@code "uploads", userId}
   * @return a new key
   * @throws IllegalArgumentException as of {@link #ofSegments}
   */
  public static ObjectKey random(String... segments) {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    if (segments.length == 0) {
      return new ObjectKey(name);
    }
    String[] more = new String[segments.length];
    System.arraycopy(segments, 1, more, 0, segments.length - 1);
    more[segments.length - 1] = name;
    return ofSegments(segments[0], more);
  }

  private static String segment(String segment) {
    if (requireNonNull(segment, "segment").indexOf('/') >= 0) {
      throw refused(segment, "holds a slash, and is one segment of a key");
    }
    return segment;
  }

  /**
   * Insists on a key that all servers treat alike: no slash at its beginning or end, no empty segment
   * and none that is {@code .} or {@code ..}, no backslash and no control character.
   *
   * @return this key
   * @throws IllegalArgumentException if it is none
   */
  public ObjectKey requireWritable() {
    if (("/" + value + "/").contains("//")) {
      throw refused(value, "has a slash at its beginning or end, or two in a row");
    }
    return requireInside();
  }

  /** Insists on a key that leads nowhere else, also where a server resolves dots and backslashes. */
  ObjectKey requireInside() {
    String framed = "/" + value + "/";
    if (framed.contains("/./") || framed.contains("/../")) {
      throw refused(value, "has a segment that is . or ..");
    }
    if (value.indexOf('\\') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
      throw refused(value, "holds a backslash or a control character");
    }
    return this;
  }

  private static IllegalArgumentException refused(String value, String why) {
    // Without what is a control character or half of a surrogate pair.
    String shown = value.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
    return new IllegalArgumentException(
        "key \"" + shown + "\" " + why + " (expected: such as uploads/ada/cat.png)");
  }

  @Override
  public int compareTo(ObjectKey other) {
    return value.compareTo(other.value);
  }

  /** {@return the key itself} */
  @Override
  public String toString() {
    return value;
  }
}
