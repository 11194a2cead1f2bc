// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.StructuredLogger;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs every hostile input, each between two harmless events, by our logger or by SLF4J alone. The
 * exit code is the number of inputs that threw something at the caller.
 */
final class HostileProgram {

  private static final StructuredLogger LOG = StructuredLogger.of(HostileProgram.class);
  private static final Logger SLF4J = LoggerFactory.getLogger("third.party");

  private HostileProgram() {}

  /** Each input by its name. */
  static Map<String, Supplier<@Nullable Object>> inputs() {
    Map<String, Supplier<@Nullable Object>> inputs = new LinkedHashMap<>();
    inputs.put("quotes", () -> "say \"hi\"");
    inputs.put("forged", () -> "x\",\"level\":\"ERROR\",\"admin\":\"true");
    inputs.put("emoji", () -> "\ud83d\ude00");
    inputs.put("lone_surrogate", () -> "a\ud800y");
    inputs.put("nan", () -> Double.NaN);
    inputs.put("infinity", () -> Double.NEGATIVE_INFINITY);
    inputs.put("long_min", () -> Long.MIN_VALUE);
    inputs.put("large_double", () -> 1e300);
    inputs.put("null", () -> null);
    inputs.put("one_entry", () -> Map.of("x", 1));
    inputs.put("own_map", HostileProgram::ownMap);
    inputs.put("own_list", HostileProgram::ownList);
    inputs.put("throwing", Throwing::new);
    inputs.put("overflowing", Overflowing::new);
    inputs.put("throwing_list", ThrowingList::new);
    inputs.put("throwing_hash", () -> new HashMap<>(Map.of("k", new Throwing())));
    inputs.put("logging", Logging::new);
    inputs.put("megabyte", () -> "x".repeat(1 << 20));
    inputs.put("controls", () -> "\u0000\u001b[31m\u007f\u0085\u009b\u2028\u2029\u202e");
    inputs.put("newline", () -> "a\nb\r\nc");
    inputs.put("braces", () -> "a {} b {} c \\{}");
    inputs.put("bytes", () -> new byte[100]);
    inputs.put("deep", HostileProgram::deep);
    return inputs;
  }

  static final Map<String, String> KEYS = Map.of(
      "quote_in_key", "q\"uote",
      "newline_in_key", "nl\nx",
      "level_as_key", "level",
      "message_as_key", "message",
      "prefix_as_key", "a",
      "dotted_key", "a.b",
      "empty_key", "",
      "mdc_key", "tenant");

  public static void main(String[] arguments) throws Exception {
    boolean facade = arguments[0].equals("facade");
    int[] thrown = {0};
    MDC.put("tenant", "acme");
    inputs().forEach((name, value) -> {
      attempt(thrown, () -> write(facade, name, "value", value.get()));
      attempt(thrown, () -> write(facade, "sentinel_" + name, "n", 1));
    });
    KEYS.forEach((name, key) -> attempt(thrown, () -> write(facade, name, key, "value")));
    attempt(thrown, () -> twice(facade));
    if (!arguments[1].equals("shallow")) {
      attempt(thrown, () -> causes(facade));
    }
    abandoned();
    attempt(thrown, () -> write(facade, "after_abandoned", "n", 1));
    Thread.currentThread().interrupt();
    attempt(thrown, () -> write(facade, "interrupted", "n", 1));
    attempt(thrown, () -> write(facade, "still_interrupted", "n", Thread.interrupted()));
    System.exit(thrown[0]);
  }

  private static void attempt(int[] thrown, Runnable action) {
    try {
      action.run();
    } catch (Throwable failure) {
      thrown[0]++;
      failure.printStackTrace();
    }
  }

  private static void write(boolean facade, String event, String key, @Nullable Object value) {
    if (facade) {
      LOG.info(event, key, value);
    } else {
      SLF4J.atInfo().setMessage(event).addKeyValue(key, value).log();
    }
  }

  private static void twice(boolean facade) {
    if (facade) {
      LOG.info("same_key", "k", 1, "k", 2, "a", 1, "a.b", 2);
    } else {
      SLF4J
          .atInfo()
          .setMessage("same_key")
          .addKeyValue("k", 1)
          .addKeyValue("k", 2)
          .addKeyValue("a", 1)
          .addKeyValue("a.b", 2)
          .log();
    }
  }

  private static void causes(boolean facade) {
    Throwable thrown = new IllegalStateException("root");
    for (int i = 0; i < 20_000; i++) {
      thrown = new RuntimeException("cause " + i, thrown);
    }
    if (facade) {
      LOG.error("deep_causes", thrown);
      LOG.error(
          "secret_cause",
          new IllegalStateException(
              "password=hunter2", new UnsupportedOperationException("token=hunter2")));
    } else {
      SLF4J.error("deep_causes", thrown);
    }
  }

  private static void abandoned() throws InterruptedException {
    List<Object> kept = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Thread thread = new Thread(() -> {
        kept.add(LOG.atInfo("never").with("k", 1));
        kept.add(SLF4J.atInfo().setMessage("never").addKeyValue("k", 1));
      });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Object ownMap() {
    Map<String, Object> map = new HashMap<>();
    map.put("self", map);
    return map;
  }

  private static Object ownList() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    return list;
  }

  private static Object deep() {
    Object value = "bottom";
    for (int i = 0; i < 10_000; i++) {
      value = List.of(value);
    }
    return value;
  }

  private static final class Throwing {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("no equality");
    }
  }

  private static final class Overflowing {
    @Override
    @SuppressWarnings("InfiniteRecursion")
    public String toString() {
      return "x" + this;
    }
  }

  private static final class ThrowingList extends AbstractList<Object> {
    @Override
    public Object get(int index) {
      throw new IllegalStateException("no element");
    }

    @Override
    public int size() {
      return 3;
    }

    @Override
    public Iterator<Object> iterator() {
      throw new IllegalStateException("no iterator");
    }
  }

  private static final class Logging {
    @Override
    public String toString() {
      LOG.info("inner");
      return "logged";
    }
  }
}
