// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.testkit.RandomCases;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random events; how many says the property {@code twelvefactor.test.events}. */
class FuzzTest {

  private static final int EVENTS = Integer.getInteger("twelvefactor.test.events", 200_000);
  private static final List<String> OWN =
      List.of("timestamp", "level", "event", "logger", "thread", "message", "error");

  @Test
  void line_ofAnyEvent_isOneObjectThatReadsAsWhatWasLogged() {
    Recorder recorder =
        Recorder.withoutRedaction("LOG_MAX_EVENT_BYTES", "4000000", "LOG_STACK_DEPTH", "1000");

    RandomCases.run(EVENTS, (random, index) -> {
      Map<String, JsonNode> expected = new LinkedHashMap<>();
      EventDraft draft = event(random, recorder);
      fields(random, draft, expected);

      JsonNode line = recorder.write(draft);

      assertThat(line.get("timestamp").textValue()).isEqualTo("2026-11-24T09:08:07.006005Z");
      assertThat(line.get("logger").textValue()).isEqualTo("com.acme.Orders");
      for (Map.Entry<String, JsonNode> field : expected.entrySet()) {
        assertSame(line.get(field.getKey()), field.getValue(), field.getKey());
      }
      assertThat(names(line)).isEqualTo(union(OWN, expected, line));
    });
  }

  private static EventDraft event(Random random, Recorder recorder) {
    EventDraft draft = recorder.begin(RandomValue.severity(random), "event");
    if (random.nextInt(20) == 0) {
      draft.throwable(thrown(random));
    }
    if (random.nextInt(3) == 0) {
      draft.message(RandomValue.string(random, 60));
    }
    return draft;
  }

  private static Throwable thrown(Random random) {
    Throwable thrown = new IllegalStateException(RandomValue.string(random, 30));
    for (int i = random.nextInt(3); i > 0; i--) {
      thrown = new RuntimeException(RandomValue.string(random, 30), thrown);
      thrown.addSuppressed(new Error("suppressed"));
    }
    return thrown;
  }

  /** Fields of all sources, each of which overrides those before it. */
  private static void fields(Random random, EventDraft draft, Map<String, JsonNode> expected) {
    Map<String, Object> texts = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String key = key(random);
      String value = RandomValue.string(random, 20);
      if (!expected.containsKey(named(key))) {
        texts.put(key, value);
        expected.put(
            named(key), Recorder.STRICT.getNodeFactory().textNode(RandomValue.canonical(value)));
      }
    }
    draft.context(fields(random, expected), texts);
    draft.bound(fields(random, expected));
    for (int i = random.nextInt(6); i > 0; i--) {
      String key = key(random);
      RandomValue value = RandomValue.of(random);
      draft.add(key, value.value());
      expected.put(named(key), value.expected());
    }
  }

  private static Field[] fields(Random random, Map<String, JsonNode> expected) {
    Field[] fields = {};
    for (int i = random.nextInt(3); i > 0; i--) {
      String key = key(random);
      RandomValue value = RandomValue.of(random);
      boolean known = false;
      for (Field field : fields) {
        known |= named(field.key()).equals(named(key));
      }
      if (!known) {
        fields = ContextFrame.merged(fields, Field.of(key, value.value()));
        expected.put(named(key), value.expected());
      }
    }
    return fields;
  }

  private static String key(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> OWN.get(random.nextInt(OWN.size()));
      case 1 -> RandomValue.string(random, 12);
      default -> "key" + random.nextInt(10);
    };
  }

  private static String named(String key) {
    return OWN.contains(key) || key.equals("truncated") ? key + "_1" : RandomValue.canonical(key);
  }

  private static Set<String> names(JsonNode line) {
    Set<String> names = new HashSet<>();
    line.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> union(
      List<String> own, Map<String, JsonNode> expected, JsonNode line) {
    Set<String> names = new HashSet<>(expected.keySet());
    own.stream().filter(line::has).forEach(names::add);
    return names;
  }

  private static void assertSame(@Nullable JsonNode actual, JsonNode expected, String at) {
    if (actual == null || !isSame(actual, expected)) {
      throw new AssertionError(at + ": expected " + expected + ", but was " + actual);
    }
  }

  private static boolean isSame(JsonNode actual, JsonNode expected) {
    if (actual.getNodeType() != expected.getNodeType() || actual.size() != expected.size()) {
      return false;
    }
    if (expected.isDouble()) {
      return Double.compare(actual.decimalValue().doubleValue(), expected.doubleValue() + 0.0) == 0;
    }
    if (expected.isNumber()) {
      return actual.decimalValue().compareTo(expected.decimalValue()) == 0;
    }
    expected
        .properties()
        .forEach(field -> assertSame(actual.get(field.getKey()), field.getValue(), field.getKey()));
    for (int i = 0; expected.isArray() && i < expected.size(); i++) {
      assertSame(actual.get(i), expected.get(i), "element " + i);
    }
    return expected.isContainerNode() || actual.asText().equals(expected.asText());
  }
}
