// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Masks secrets in values that leave as objects or text, not as bytes. Safe for many threads. */
public final class Redaction {

  private static final class Standard {
    static final Redaction INSTANCE = new Redaction(LogSettings.standard().keyRule());
  }

  private static final long LEAST_CARD = 1_000_000_000_000L;

  private final KeyRule keys;

  Redaction(KeyRule keys) {
    this.keys = keys;
  }

  /** {@return the redaction that the environment asks for} */
  public static Redaction standard() {
    return Standard.INSTANCE;
  }

  KeyRule keys() {
    return keys;
  }

  /**
   * Freezes and masks a value.
   *
   * @param key its name, which may make it secret
   * @param value any value
   * @return null, a string, a boolean, a number, or a list or map of such, without secrets
   */
  public @Nullable Object value(String key, @Nullable Object value) {
    Object frozen = Freezer.freeze(value);
    if (frozen == null) {
      return null;
    }
    return keys.isSensitive(key) ? SecretScanner.MASK : inner(frozen);
  }

  private Object inner(Object frozen) {
    if (frozen instanceof String text) {
      return whole(text(text));
    }
    if (frozen instanceof Double number && !Double.isFinite(number)) {
      return number.toString();
    }
    if (frozen instanceof Float number && !Float.isFinite(number)) {
      return number.toString();
    }
    if (frozen instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      map.forEach((key, value) -> result.put(text((String) key), value((String) key, value)));
      return result;
    }
    if (frozen instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>();
      list.forEach(item -> result.add(item == null ? null : inner(item)));
      return result;
    }
    return isCard(frozen) ? SecretScanner.MASK : frozen;
  }

  /** Encoders elsewhere lose what stands beside half of a surrogate pair, or fail. */
  private static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(point -> point >= 0xd800 && point <= 0xdfff ? 0xfffd : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  static boolean isCard(Object frozen) {
    boolean whole = frozen instanceof Long
        || frozen instanceof BigInteger
        || (frozen instanceof BigDecimal decimal && decimal.scale() == 0);
    if (!whole || (frozen instanceof Long number && number < LEAST_CARD)) {
      return false;
    }
    char[] digits = frozen.toString().toCharArray();
    return Shapes.card(digits, 0, digits.length, digits.length, /* open= */ false) > 0;
  }

  /**
   * Masks the secrets in a text.
   *
   * @param text any text
   * @return the same text if there is none in it
   */
  public String text(String text) {
    SecretScanner scanner = new SecretScanner(keys);
    char[] chars = text.toCharArray();
    if (!scanner.find(chars, 0, chars.length, /* open= */ false)) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    int i = 0;
    do {
      result.append(chars, i, scanner.start() - i).append(SecretScanner.MASK);
      i = scanner.end();
    } while (scanner.find(chars, i, chars.length, /* open= */ false));
    return result.append(chars, i, chars.length - i).toString();
  }

  /**
   * Masks the secrets in a text and keeps it on one line.
   *
   * @param text any text
   * @return text without controls
   */
  public String line(String text) {
    return escaped(text(text));
  }

  /**
   * Freezes and masks a value and shows it as one line of text.
   *
   * @param key its name, which may make it secret
   * @param value any value
   * @return text without controls
   */
  public String text(String key, @Nullable Object value) {
    Object plain = value(key, value);
    String text =
        plain instanceof Map || plain instanceof List ? json(plain) : String.valueOf(plain);
    return escaped(text);
  }

  /** Escapes what could forge a line, but not quotes and backslashes. */
  static String escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return escapedAlways(text);
      }
    }
    return text;
  }

  private static String escapedAlways(String text) {
    JsonBuffer out = new JsonBuffer();
    char[] chars = text.toCharArray();
    int from = 0;
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] == '"' || chars[i] == '\\') {
        out.text(chars, from, i, Integer.MAX_VALUE);
        out.raw(chars[i]);
        from = i + 1;
      }
    }
    out.text(chars, from, chars.length, Integer.MAX_VALUE);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }

  private String json(Object plain) {
    JsonBuffer out = new JsonBuffer();
    ValueWriter writer = new ValueWriter(out, keys);
    writer.value(plain, Integer.MAX_VALUE / 2, Integer.MAX_VALUE / 2);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }
}
