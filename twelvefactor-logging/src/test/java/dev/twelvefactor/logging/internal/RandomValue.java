// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A value of any kind and what JSON must say of it.
 *
 * @param value what is logged
 * @param expected what is read back
 */
record RandomValue(@Nullable Object value, JsonNode expected) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<Severity> SEVERITIES = List.of(Severity.values());
  private static final char[] NASTY =
      "\"\\\n\r\t\b\f\0\u0001\u001b\u007f\u0085\u009b\u2028\u2029\u202e\u2066\ufeff\ufffd{}[],:=\ud800\udc00\ud83d\ude00é߿ࠀ\uffff"
          .toCharArray();

  static RandomValue of(Random random) {
    return of(random, 0);
  }

  private static RandomValue of(Random random, int depth) {
    return switch (random.nextInt(depth < 3 ? 18 : 13)) {
      case 0 -> new RandomValue(null, JSON.nullNode());
      case 1 -> bool(random.nextBoolean());
      case 2 -> integer(random.nextInt());
      case 3 -> integer(random.nextLong() >> random.nextInt(64));
      case 4 -> integer((short) random.nextInt());
      case 5 -> decimal(Double.longBitsToDouble(random.nextLong()));
      case 6 -> decimal(Math.round(random.nextDouble() * 1e6) / 100.0);
      case 7 -> bigDecimal(new BigDecimal(new BigInteger(60, random), random.nextInt(40) - 20));
      case 8 -> text(UUID.nameUUIDFromBytes(new byte[] {(byte) random.nextInt()}));
      case 9 -> text(Instant.ofEpochSecond(random.nextInt()));
      case 10 -> text(severity(random));
      case 11 -> decimal((double) random.nextInt(1000));
      case 12 -> string(string(random, 40));
      case 13, 14 -> list(random, depth);
      case 15 -> map(random, depth);
      case 16 -> optional(random, depth);
      default -> array(random);
    };
  }

  static Severity severity(Random random) {
    return SEVERITIES.get(random.nextInt(SEVERITIES.size()));
  }

  private static RandomValue bigDecimal(BigDecimal value) {
    return new RandomValue(value, JSON.numberNode(value));
  }

  private static RandomValue bool(boolean value) {
    return new RandomValue(value, JSON.booleanNode(value));
  }

  private static RandomValue integer(Number value) {
    return new RandomValue(value, JSON.numberNode(value.longValue()));
  }

  private static RandomValue decimal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return new RandomValue(value, JSON.textNode(Double.toString(value)));
    }
    return new RandomValue(value, JSON.numberNode(value));
  }

  private static RandomValue text(Object value) {
    return new RandomValue(value, JSON.textNode(value.toString()));
  }

  private static RandomValue string(String value) {
    return new RandomValue(value, JSON.textNode(canonical(value)));
  }

  private static RandomValue list(Random random, int depth) {
    List<@Nullable Object> values = new ArrayList<>();
    ArrayNode expected = JSON.arrayNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      RandomValue item = of(random, depth + 1);
      values.add(item.value);
      expected.add(item.expected);
    }
    return new RandomValue(values, expected);
  }

  private static RandomValue map(Random random, int depth) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    ObjectNode expected = JSON.objectNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      String key = string(random, 12);
      if (expected.has(canonical(key))) {
        continue;
      }
      RandomValue value = of(random, depth + 1);
      values.put(key, value.value);
      expected.set(canonical(key), value.expected);
    }
    return new RandomValue(values, expected);
  }

  private static RandomValue optional(Random random, int depth) {
    RandomValue inner = of(random, depth + 1);
    return new RandomValue(Optional.ofNullable(inner.value), inner.expected);
  }

  private static RandomValue array(Random random) {
    int[] values = random.ints(random.nextInt(4)).toArray();
    ArrayNode expected = JSON.arrayNode();
    for (int value : values) {
      expected.add(JSON.numberNode((long) value));
    }
    return new RandomValue(values, expected);
  }

  /** Any UTF-16, half of it plain and half of it the kind that breaks encoders. */
  static String string(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(longest);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(NASTY[random.nextInt(NASTY.length)]);
        case 1 -> text.append((char) random.nextInt(0x10000));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  /** What a reader gets: the same, but U+FFFD for each lone surrogate. */
  static String canonical(String text) {
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> result.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point));
    return result.toString();
  }
}
