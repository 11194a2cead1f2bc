// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes frozen values as JSON and masks what is secret. Not safe for use by many threads. */
final class ValueWriter {

  private final JsonBuffer out;
  private final TextWriter text;
  private final KeyCatalog nested;
  private final boolean redacts;

  /** Writes what has no secrets any more. */
  ValueWriter(JsonBuffer out, KeyRule keys) {
    this(out, new TextWriter(out, null), new KeyCatalog(keys, false, null), /* redacts= */ false);
  }

  ValueWriter(JsonBuffer out, TextWriter text, KeyCatalog nested, boolean redacts) {
    this.out = out;
    this.text = text;
    this.nested = nested;
    this.redacts = redacts;
  }

  /**
   * Writes a value.
   *
   * @param mostText how many bytes one string may become
   * @param end the position of the buffer from which nothing more needs to be written, as the event
   *     is too long anyway
   */
  void value(@Nullable Object frozen, int mostText, int end) {
    if (frozen == null) {
      out.ascii("null");
    } else if (frozen instanceof String string) {
      text.quoted(string, mostText);
    } else if (frozen instanceof Number number) {
      number(number);
    } else if (frozen instanceof Map<?, ?> map) {
      map(map, mostText, end);
    } else if (frozen instanceof List<?> list) {
      list(list, mostText, end);
    } else {
      out.ascii(frozen.toString());
    }
  }

  private void number(Number number) {
    if (number instanceof Double value) {
      Decimals.write(out, value.doubleValue());
    } else if (number instanceof Float value) {
      Decimals.write(out, value.floatValue());
    } else if (redacts && Redaction.isCard(number)) {
      text.mask();
    } else if (number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte) {
      out.number(number.longValue());
    } else {
      out.ascii(number.toString());
    }
  }

  private void map(Map<?, ?> map, int mostText, int end) {
    int open = out.length();
    out.raw('{');
    Set<String> written = map.size() > 1 ? new HashSet<>() : Set.of();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      KeyCatalog.Key key = nested.of((String) entry.getKey());
      if (map.size() > 1 && !written.add(key.name())) {
        continue;
      }
      member(key, entry.getValue(), open, mostText, end);
      if (out.length() > end) {
        break;
      }
    }
    out.raw('}');
  }

  private void member(KeyCatalog.Key key, @Nullable Object value, int open, int mostText, int end) {
    int at = out.length();
    out.raw(key.fragment());
    if (at == open + 1) {
      dropComma(at);
    }
    if (key.secret() && value != null) {
      text.mask();
      return;
    }
    value(value, mostText, end);
  }

  private void dropComma(int at) {
    byte[] bytes = out.bytes();
    System.arraycopy(bytes, at + 1, bytes, at, out.length() - at - 1);
    out.truncate(out.length() - 1);
  }

  private void list(List<?> list, int mostText, int end) {
    out.raw('[');
    for (int i = 0; i < list.size() && out.length() <= end; i++) {
      if (i > 0) {
        out.raw(',');
      }
      value(list.get(i), mostText, end);
    }
    out.raw(']');
  }

  TextWriter text() {
    return text;
  }
}
