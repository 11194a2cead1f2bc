// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the lines on standard output really are when hostile things are logged: by our logger and by
 * SLF4J over our provider, by our encoder and appender in Logback, and by our logger over a backend
 * that knows text alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {

  private static final Map<String, String> EXPECTED = expected();

  /** Who logs, and over what. */
  enum Stack {
    FACADE_PROVIDER("facade", "deep", true, LoggingServiceProvider.class.getName()),
    SLF4J_PROVIDER("slf4j", "deep", true, LoggingServiceProvider.class.getName()),
    FACADE_LOGBACK("facade", "deep", true, "ch.qos.logback.classic.spi.LogbackServiceProvider"),
    SLF4J_LOGBACK("slf4j", "shallow", true, "ch.qos.logback.classic.spi.LogbackServiceProvider"),
    FACADE_SIMPLE("facade", "deep", false, "org.slf4j.simple.SimpleServiceProvider"),
    FACADE_JUL("facade", "deep", false, "org.slf4j.jul.JULServiceProvider"),
    FACADE_LOG4J("facade", "deep", false, "org.apache.logging.slf4j.SLF4JServiceProvider");

    private final String api;
    private final String depth;
    private final boolean json;
    private final String provider;

    Stack(String api, String depth, boolean json, String provider) {
      this.api = api;
      this.depth = depth;
      this.json = json;
      this.provider = provider;
    }

    boolean isJson() {
      return json;
    }
  }

  private final Map<Stack, Service.Outcome> outcomes = new HashMap<>();

  @BeforeAll
  void run() {
    for (Stack stack : Stack.values()) {
      boolean onStderr = stack == Stack.FACADE_JUL;
      outcomes.put(stack, service(stack).run(onStderr ? "exec \"$@\" 2>&1" : "exec \"$@\""));
    }
  }

  private static Service service(Stack stack) {
    Service service = Service.of(HostileProgram.class, stack.api, stack.depth)
        .bound(stack.provider)
        .jvm(
            "-Dlogback.configurationFile=dev/twelvefactor/logging/provider/logback-stdout.xml",
            "-Dorg.slf4j.simpleLogger.logFile=System.out",
            "-Djava.util.logging.SimpleFormatter.format=%5$s%6$s%n",
            "-Dlog4j2.level=INFO");
    return stack.provider.startsWith("dev.twelvefactor") ? service : service.withoutOurs();
  }

  private Service.Outcome outcome(Stack stack) {
    return java.util.Objects.requireNonNull(outcomes.get(stack));
  }

  @ParameterizedTest
  @EnumSource
  void anyInput_onAnyStack_throwsNothingAtTheCaller(Stack stack) {
    assertThat(outcome(stack).exit()).as(outcome(stack).errors()).isZero();
  }

  private static Map<String, String> expected() {
    Map<String, String> expected = new HashMap<>();
    expected.put("quotes", "\"say \\\"hi\\\"\"");
    expected.put("forged", "\"x\\\",\\\"level\\\":\\\"ERROR\\\",\\\"admin\\\":\\\"true\"");
    expected.put("emoji", "\"\ud83d\ude00\"");
    expected.put("lone_surrogate", "\"a\ufffdy\"");
    expected.put("nan", "\"NaN\"");
    expected.put("infinity", "\"-Infinity\"");
    expected.put("long_min", "-9223372036854775808");
    expected.put("large_double", "1.0E300");
    expected.put("null", "null");
    expected.put("one_entry", "{\"x\":1}");
    expected.put("own_map", "{\"self\":\"<cycle>\"}");
    expected.put("own_list", "[\"<cycle>\"]");
    expected.put("throwing", "\"<toString of Throwing failed: java.lang.IllegalStateException>\"");
    expected.put(
        "overflowing", "\"<toString of Overflowing failed: java.lang.StackOverflowError>\"");
    expected.put(
        "throwing_list",
        "[\"<iteration of ThrowingList failed: java.lang.IllegalStateException>\"]");
    expected.put(
        "throwing_hash",
        "{\"k\":\"<toString of Throwing failed: java.lang.IllegalStateException>\"}");
    expected.put("logging", "\"logged\"");
    expected.put("newline", "\"a\\nb\\r\\nc\"");
    expected.put("braces", "\"a {} b {} c \\\\{}\"");
    expected.put("bytes", "\"<100 bytes>\"");
    expected.put("deep", "[[[[[[\"<unreadable ListN>\"]]]]]]".replace("ListN", "List12"));
    return expected;
  }

  static List<org.junit.jupiter.params.provider.Arguments> cells() {
    return java.util.Arrays.stream(Stack.values())
        .filter(Stack::isJson)
        .flatMap(stack -> EXPECTED.keySet().stream()
            .sorted()
            .map(input -> org.junit.jupiter.params.provider.Arguments.of(stack, input)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void input_asAValue_isFaithfulOnOneLineOfItsOwn(Stack stack, String input) {
    JsonNode event = outcome(stack).event(input);
    JsonNode sentinel = outcome(stack).event("sentinel_" + input);

    assertThat(event.get("value")).hasToString(EXPECTED.get(input));
    assertThat(sentinel.get("n").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"FACADE_PROVIDER", "SLF4J_PROVIDER", "FACADE_LOGBACK", "SLF4J_LOGBACK"})
  void input_thatIsUnusual_isOneObjectALine(Stack stack) {
    Service.Outcome outcome = outcome(stack);

    assertThat(outcome.events()).allMatch(JsonNode::isObject);
    assertThat(outcome.lines())
        .noneMatch(line -> line.matches(".*[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\u202e].*"));
    assertThat(outcome.event("megabyte").get("truncated").booleanValue()).isTrue();
    assertThat(outcome.lines()).allMatch(line -> line.length() < 16_384);
    assertThat(outcome.event("quote_in_key").get("q\"uote").textValue()).isEqualTo("value");
    assertThat(outcome.event("newline_in_key").get("nl\nx").textValue()).isEqualTo("value");
    assertThat(outcome.event("level_as_key").get("level").textValue()).isEqualTo("INFO");
    assertThat(outcome.event("level_as_key").get("level_1").textValue()).isEqualTo("value");
    assertThat(outcome.event("message_as_key").get("message_1").textValue()).isEqualTo("value");
    assertThat(outcome.event("mdc_key").get("tenant").textValue()).isEqualTo("value");
    assertThat(outcome.event("quotes").get("tenant").textValue()).isEqualTo("acme");
    assertThat(outcome.event("same_key").get("k").intValue()).isEqualTo(2);
    assertThat(outcome.event("same_key").get("a").intValue()).isEqualTo(1);
    assertThat(outcome.event("empty_key").get("").textValue()).isEqualTo("value");
    assertThat(outcome.event("inner").isObject()).isTrue();
    assertThat(outcome.event("after_abandoned").get("n").intValue()).isEqualTo(1);
    assertThat(outcome.event("still_interrupted").get("n").booleanValue()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"FACADE_PROVIDER", "SLF4J_PROVIDER", "FACADE_LOGBACK"})
  void causes_nestedDeep_areCutAndNothingOverflows(Stack stack) {
    JsonNode error = outcome(stack).event("deep_causes").get("error");

    assertThat(error.toString()).contains("cause 19999", "<more causes>");
  }

  @Test
  void exception_withASecret_isTheSameObjectOverLogbackAsOverTheProvider() {
    JsonNode logback = outcome(Stack.FACADE_LOGBACK).event("secret_cause").get("error");

    assertThat(logback.get("type").textValue()).isEqualTo("java.lang.IllegalStateException");
    assertThat(logback.toString())
        .contains("[REDACTED]")
        .doesNotContain("hunter2", "SafeThrowable");
    assertThat(logback)
        .isEqualTo(outcome(Stack.FACADE_PROVIDER).event("secret_cause").get("error"));
  }

  @ParameterizedTest
  @EnumSource(names = {"FACADE_SIMPLE", "FACADE_JUL", "FACADE_LOG4J"})
  void text_overABackendOfText_isOneLineWithEveryValue(Stack stack) {
    Service.Outcome outcome = outcome(stack);

    assertThat(outcome.lines())
        .anyMatch(line -> line.endsWith("braces value=\"a {} b {} c \\\\{}\""))
        .anyMatch(line -> line.endsWith("quotes value=\"say \\\"hi\\\"\""))
        .anyMatch(line -> line.endsWith("newline value=a\\nb\\r\\nc"))
        .anyMatch(line -> line.endsWith("one_entry value={\"x\":1}"))
        .anyMatch(line -> line.endsWith("inner"))
        .anyMatch(line -> line.endsWith("sentinel_deep n=1"))
        .anyMatch(line -> line.endsWith("deep_causes"));
    assertThat(outcome.lines().stream().filter(line -> line.contains("sentinel_quotes")))
        .hasSize(1);
  }
}
