// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A journal whose lines are read back, as strictly as JSON can be read. */
final class Recorder {

  static final ObjectMapper STRICT = JsonMapper.builder()
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .build();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Journal journal;

  private Recorder(LineFormat format) {
    journal = new Journal(format, new StdoutSink(out, /* inParts= */ true, null), null);
  }

  static Recorder of(String... environment) {
    return new Recorder(LineFormat.of(settings(environment)));
  }

  static Recorder withoutRedaction(String... environment) {
    return new Recorder(LineFormat.withoutRedaction(settings(environment)));
  }

  static LogSettings settings(String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return LogSettings.of(variables);
  }

  Journal journal() {
    return journal;
  }

  /** A draft of a fixed time and thread. */
  EventDraft begin(Severity severity, String event) {
    EventDraft draft = journal.begin(severity, "com.acme.Orders");
    draft.event(event);
    draft.origin(Instant.parse("2026-11-24T09:08:07.006005004Z"), "main");
    return draft;
  }

  JsonNode log(String event, Object... pairs) {
    EventDraft draft = begin(Severity.INFO, event);
    draft.addAll(pairs);
    return write(draft);
  }

  JsonNode write(EventDraft draft) {
    journal.write(draft);
    List<String> lines = lines();
    if (lines.size() != 1) {
      throw new AssertionError("Expected one line, but there were " + lines);
    }
    return parse(lines.get(0));
  }

  static JsonNode parse(String line) {
    try {
      return STRICT.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("No JSON: " + line, e);
    }
  }

  byte[] bytes() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  /** The lines since last asked; fails if they are not UTF-8 or the last one has no end. */
  List<String> lines() {
    byte[] bytes = bytes();
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError("No UTF-8: " + new String(bytes, UTF_8), e);
    }
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (!lines.remove(lines.size() - 1).isEmpty()) {
      throw new AssertionError("The last line has no end: " + text);
    }
    return lines;
  }
}
