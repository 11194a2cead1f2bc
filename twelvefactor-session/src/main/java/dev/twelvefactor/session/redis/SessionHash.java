// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Gone;
import dev.twelvefactor.session.SessionBackend.Moved;
import dev.twelvefactor.session.SessionBackend.Stored;
import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hash of a session. Its fields: {@code v} version, {@code c} created, {@code t} token issued,
 * {@code d} deadline, {@code a} absolute deadline, {@code i} idle time, {@code u} subject, {@code f}
 * codec, {@code n} nonce of the last compare-and-set, and {@code @name} for each attribute. Times
 * are milliseconds. A hash with the field {@code >} is the note of a renewed session.
 */
final class SessionHash {

  private static final String NOTE = ">";
  private static final char ATTRIBUTE = '@';
  private static final List<String> HEAD = List.of(NOTE, "v", "c", "t", "d", "a", "i", "u", "f");

  private SessionHash() {}

  static String field(String attribute) {
    return ATTRIBUTE + attribute;
  }

  /** The fields to ask for when only some attributes are wanted. */
  static String[] headAnd(List<String> attributes) {
    List<String> fields = new ArrayList<>(HEAD);
    attributes.forEach(name -> fields.add(field(name)));
    return fields.toArray(new String[0]);
  }

  static Map<String, byte[]> present(List<KeyValue<String, byte[]>> values) {
    Map<String, byte[]> fields = new HashMap<>();
    values.forEach(value -> value.ifHasValue(bytes -> fields.put(value.getKey(), bytes)));
    return fields;
  }

  static Answer<Stored> answer(Map<String, byte[]> fields) {
    if (fields.isEmpty()) {
      return new Gone<>();
    }
    byte[] note = fields.get(NOTE);
    return note == null ? new Found<>(stored(fields)) : new Moved<>(new String(note, US_ASCII));
  }

  static Stored stored(Map<String, byte[]> fields) {
    Map<String, byte[]> attributes = new HashMap<>();
    fields.forEach((field, value) -> {
      if (field.charAt(0) == ATTRIBUTE) {
        attributes.put(field.substring(1), value);
      }
    });
    byte[] subject = fields.get("u");
    return new Stored(
        number(fields, "v"),
        instant(fields, "c"),
        instant(fields, "t"),
        instant(fields, "d"),
        instant(fields, "a"),
        Duration.ofMillis(number(fields, "i")),
        subject == null ? null : new String(subject, UTF_8),
        new String(fields.getOrDefault("f", new byte[0]), UTF_8),
        attributes);
  }

  private static Instant instant(Map<String, byte[]> fields, String field) {
    return Instant.ofEpochMilli(number(fields, field));
  }

  private static long number(Map<String, byte[]> fields, String field) {
    byte[] digits = fields.get(field);
    if (digits == null || digits.length == 0 || digits.length > 18) {
      throw new IllegalStateException(
          "session hash without the field \"" + field + "\": not written by this library");
    }
    long number = 0;
    for (byte digit : digits) {
      if (digit < '0' || digit > '9') {
        throw new NumberFormatException("field \"" + field + "\" of a session is no number");
      }
      number = number * 10 + (digit - '0');
    }
    return number;
  }
}
