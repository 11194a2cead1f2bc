// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.testkit.RandomCases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventSizeTest {

  private static final int CASES = 300;

  @Test
  void line_ofAnythingTooLong_isWithinTheBoundAndWhole() {
    RandomCases.run(CASES, (random, index) -> {
      int bound = 2048 + random.nextInt(15_000);
      String schema = List.of("default", "ecs", "gcp", "logstash").get(random.nextInt(4));
      Recorder recorder = Recorder.of(
          "LOG_MAX_EVENT_BYTES",
          Integer.toString(bound),
          "LOG_SCHEMA",
          schema,
          "OTEL_SERVICE_NAME",
          text(random, 1000),
          "OTEL_RESOURCE_ATTRIBUTES",
          "service.version=" + "v".repeat(300) + ",deployment.environment=" + "e".repeat(300));
      EventDraft draft = big(random, recorder);

      recorder.journal().write(draft);

      byte[] bytes = recorder.bytes();
      assertThat(bytes.length).isLessThanOrEqualTo(bound);
      assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
      Recorder.parse(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    });
  }

  private static EventDraft big(Random random, Recorder recorder) {
    EventDraft draft = recorder.journal().begin(RandomValue.severity(random), text(random, 2000));
    draft.event(random.nextBoolean() ? text(random, 2000) : "event");
    draft.origin(java.time.Instant.now(), text(random, 2000));
    if (random.nextBoolean()) {
      draft.message(text(random, 30_000));
    }
    if (random.nextBoolean()) {
      draft.throwable(
          new IllegalStateException(text(random, 30_000), new Error(text(random, 3000))));
    }
    for (int i = random.nextInt(12); i > 0; i--) {
      draft.marker(text(random, 200));
    }
    Map<String, Object> texts = new HashMap<>();
    for (int i = random.nextInt(200); i > 0; i--) {
      draft.add(text(random, 200), text(random, 2000));
      texts.put(text(random, 200), text(random, 200));
    }
    draft.add("nested", List.of(text(random, 9000), Map.of("a", List.of(text(random, 9000)))));
    draft.context(EventDraft.NO_FIELDS, texts);
    return draft;
  }

  private static String text(Random random, int longest) {
    String unit = List.of("x", "\"", "\u0001", "é", "\ud83d\ude00", "\ud800", "\u2028")
        .get(random.nextInt(7));
    return unit.repeat(random.nextInt(longest));
  }

  @Test
  void line_withOneLongValue_keepsAsMuchOfItAsFits() {
    Recorder recorder = Recorder.of();

    JsonNode line = recorder.log("event", "long", "x".repeat(1 << 20), "short", "kept");

    assertThat(line.get("long").textValue()).hasSizeGreaterThan(15_500).endsWith("x…");
    assertThat(line.get("short").textValue()).isEqualTo("kept");
    assertThat(line.get("truncated").booleanValue()).isTrue();
    assertThat(line.has("dropped_fields")).isFalse();
  }

  @Test
  void line_withALongStack_losesFramesBeforeValues() {
    Recorder recorder = Recorder.of("LOG_MAX_EVENT_BYTES", "4000");
    EventDraft draft = recorder.begin(Severity.ERROR, "event");
    draft.add("value", "x".repeat(2500));
    draft.throwable(new IllegalStateException("told"));

    JsonNode line = recorder.write(draft);

    assertThat(line.get("value").textValue()).hasSize(2500);
    assertThat(line.get("error").get("message").textValue()).isEqualTo("told");
    assertThat(line.get("error").get("stack").toString())
        .contains("told", "EventSizeTest", " more");
    assertThat(line.get("truncated").booleanValue()).isTrue();
  }

  @Test
  void line_withManyFields_saysHowManyAreMissing() {
    Recorder recorder = Recorder.of("LOG_MAX_EVENT_BYTES", "4000");
    EventDraft draft = recorder.begin(Severity.INFO, "event");
    for (int i = 0; i < 1000; i++) {
      draft.add("key" + i, i);
    }

    JsonNode line = recorder.write(draft);

    int own = 5 + 2;
    assertThat(line.get("key0").intValue()).isZero();
    assertThat(line.get("dropped_fields").intValue()).isEqualTo(1000 - (line.size() - own));
  }

  @Test
  void line_atTheBound_isNotCut() {
    Recorder recorder = Recorder.of("LOG_MAX_EVENT_BYTES", "3000");
    int empty = recorder.log("event", "v", "").toString().length();

    JsonNode fits = recorder.log("event", "v", "x".repeat(3000 - empty - 1));
    JsonNode tooLong = recorder.log("event", "v", "x".repeat(3000 - empty));

    assertThat(fits.has("truncated")).isFalse();
    assertThat(tooLong.has("truncated")).isTrue();
  }
}
