// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Turns any value into one that can be written without running foreign code: null, a string, a
 * boolean, a number of the JDK, or a list or map of such.
 *
 * <p>All foreign code of an event runs here, before anything is encoded, and once: {@code
 * toString}, iterators, accessors of records. Whatever it throws becomes a text in its place. Depth
 * ends at {@value #MAX_DEPTH}, a collection at {@value #MAX_ENTRIES} entries, one value at {@value
 * #MAX_NODES} parts. Of what can be iterated only collections are: others are read from a network or
 * can be read once, and an exception or a tree of JSON may be one too.
 */
final class Freezer {

  static final int MAX_DEPTH = 6;
  static final int MAX_ENTRIES = 100;
  static final int MAX_NODES = 1000;

  private final List<Object> path = new ArrayList<>();
  private int nodes;

  private Freezer() {}

  /** Freezes a value; the usual types are answered as they are, without allocation. */
  static @Nullable Object freeze(@Nullable Object value) {
    if (value == null || isSimple(value)) {
      return value;
    }
    try {
      return new Freezer().frozen(value);
    } catch (Throwable failure) {
      return failed(value, "value", failure);
    }
  }

  private static boolean isSimple(Object value) {
    return value instanceof String
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof Double
        || value instanceof Float
        || value instanceof Short
        || value instanceof Byte;
  }

  private @Nullable Object frozen(@Nullable Object value) {
    if (value == null || isSimple(value)) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (isContainer(value)) {
      return contained(value);
    }
    return scalar(value);
  }

  private static Object number(Number value) {
    if (value.getClass() == BigDecimal.class) {
      return Decimals.isModest((BigDecimal) value) ? value : text(value);
    }
    if (value.getClass() == BigInteger.class) {
      return Decimals.isModest((BigInteger) value) ? value : text(value);
    }
    if (value instanceof AtomicLong || value instanceof AtomicInteger) {
      return value.longValue();
    }
    return text(value);
  }

  private @Nullable Object scalar(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Class<?> type) {
      return type.getName();
    }
    if (value instanceof Date date && value.getClass() == Date.class) {
      return date.toInstant().toString();
    }
    if (value instanceof byte[] bytes) {
      return "<" + bytes.length + " bytes>";
    }
    if (value instanceof AtomicBoolean bool) {
      return bool.get();
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    }
    if (value instanceof OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    }
    return text(value);
  }

  private static boolean isContainer(Object value) {
    return value instanceof Map
        || value instanceof Collection
        || value instanceof Map.Entry
        || value instanceof Optional
        || value instanceof Record
        || (value.getClass().isArray() && !(value instanceof byte[]));
  }

  private @Nullable Object contained(Object value) {
    if (path.size() >= MAX_DEPTH || ++nodes > MAX_NODES) {
      return "<unreadable " + simpleName(value) + ">";
    }
    for (Object outer : path) {
      if (outer == value) {
        return "<cycle>";
      }
    }
    path.add(value);
    try {
      return walk(value);
    } finally {
      path.remove(path.size() - 1);
    }
  }

  private @Nullable Object walk(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof Map.Entry<?, ?> entry) {
      return entry(entry);
    }
    if (value instanceof Collection<?> items) {
      return list(items);
    }
    if (value instanceof Optional<?> optional) {
      return frozen(optional.orElse(null));
    }
    if (value instanceof Record record) {
      return record(record);
    }
    return array(value);
  }

  private Object entry(Map.Entry<?, ?> entry) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put(String.valueOf(frozen(entry.getKey())), frozen(entry.getValue()));
    return result;
  }

  private Object map(Map<?, ?> map) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    try {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (result.size() >= MAX_ENTRIES || ++nodes > MAX_NODES) {
          result.put("<more>", "<not shown>");
          break;
        }
        Object key = freeze(entry.getKey());
        result.remove(String.valueOf(key));
        result.put(String.valueOf(key), frozen(entry.getValue()));
      }
    } catch (Throwable failure) {
      result.put("<failed>", failed(map, "iteration", failure));
    }
    return result;
  }

  private Object list(Collection<?> items) {
    List<@Nullable Object> result = new ArrayList<>();
    try {
      for (Object item : items) {
        if (result.size() >= MAX_ENTRIES || ++nodes > MAX_NODES) {
          result.add("<more>");
          break;
        }
        result.add(frozen(item));
      }
    } catch (Throwable failure) {
      result.add(failed(items, "iteration", failure));
    }
    return result;
  }

  private Object array(Object array) {
    List<@Nullable Object> result = new ArrayList<>();
    int length = Array.getLength(array);
    for (int i = 0; i < length; i++) {
      if (i >= MAX_ENTRIES || ++nodes > MAX_NODES) {
        result.add("<" + (length - i) + " more>");
        break;
      }
      result.add(frozen(Array.get(array, i)));
    }
    return result;
  }

  private Object record(Record record) {
    RecordParts parts = RecordParts.of(record.getClass());
    if (!parts.isReadable()) {
      return "<unreadable " + simpleName(record) + ">";
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    for (RecordParts.Part part : parts.parts()) {
      result.put(part.name(), part(record, part));
    }
    return result;
  }

  private @Nullable Object part(Record record, RecordParts.Part part) {
    try {
      return frozen(part.read(record));
    } catch (Throwable failure) {
      return failed(record, part.name(), failure);
    }
  }

  /** The text of a value by its own {@code toString}, which may do anything. */
  static String text(Object value) {
    if (isTrusted(value)) {
      return value.toString();
    }
    try {
      String text = value.toString();
      return text == null ? "null" : text;
    } catch (Throwable failure) {
      return failed(value, "toString", failure);
    }
  }

  private static boolean isTrusted(Object value) {
    return value instanceof UUID
        || value instanceof URI
        || (value instanceof TemporalAccessor && isOfJava(value))
        || (value instanceof TemporalAmount && isOfJava(value));
  }

  private static boolean isOfJava(Object value) {
    return value.getClass().getName().startsWith("java.");
  }

  private static String failed(Object value, String what, Throwable failure) {
    return "<" + what + " of " + simpleName(value) + " failed: "
        + failure.getClass().getName() + ">";
  }

  private static String simpleName(Object value) {
    String name = value.getClass().getName();
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }
}
