// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import java.util.List;
import java.util.Optional;

/**
 * Reads the key header: an Item Structured Header of type String (RFC 8941, 3.3.3), or, unless
 * strict, the same without quotes, as most clients send it.
 */
final class KeyHeader {

  private static final int MAX_CHARACTERS = 255;

  private KeyHeader() {}

  /** {@return the key, or empty if the values are not one well-formed key} */
  static Optional<String> parse(List<String> values, boolean strict) {
    if (values.size() != 1) {
      return Optional.empty();
    }
    String value = trimmed(values.get(0));
    Optional<String> key = value.startsWith("\"") ? quoted(value) : bare(value, strict);
    return key.filter(text -> !text.isEmpty() && text.length() <= MAX_CHARACTERS);
  }

  /** Spaces alone: what else {@code strip} takes away is not allowed here. */
  private static String trimmed(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && value.charAt(start) == ' ') {
      start++;
    }
    while (start < end && value.charAt(end - 1) == ' ') {
      end--;
    }
    return value.substring(start, end);
  }

  private static Optional<String> quoted(String value) {
    StringBuilder key = new StringBuilder();
    for (int i = 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        // Parameters behind the item mean nothing to us, so there may be none.
        return i == value.length() - 1 ? Optional.of(key.toString()) : Optional.empty();
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || (value.charAt(i) != '"' && value.charAt(i) != '\\')) {
          return Optional.empty();
        }
        c = value.charAt(i);
      }
      if (!isPrintable(c)) {
        return Optional.empty();
      }
      key.append(c);
    }
    return Optional.empty();
  }

  /** A list of two keys is no key, and what looks like the rest of a quoted one is none either. */
  private static Optional<String> bare(String value, boolean strict) {
    return !strict && value.chars().allMatch(KeyHeader::isBare)
        ? Optional.of(value)
        : Optional.empty();
  }

  private static boolean isBare(int c) {
    return isPrintable(c) && c != ' ' && c != '"' && c != ',' && c != '\\';
  }

  private static boolean isPrintable(int c) {
    return c >= 0x20 && c < 0x7f;
  }
}
