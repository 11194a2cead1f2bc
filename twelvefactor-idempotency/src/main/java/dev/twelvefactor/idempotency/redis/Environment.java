// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads options from environment variables; what is malformed is named. */
record Environment(Map<String, String> variables) {

  private static final Pattern SHORT_FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  String required(String name, String expected) {
    String value = variables.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is not set (expected: " + expected + ")");
    }
    return value;
  }

  void duration(String name, Consumer<Duration> option) {
    set(name, value -> option.accept(duration(value)));
  }

  /** An empty variable counts as not set, as container platforms often pass it so. */
  private void set(String name, Consumer<String> option) {
    String value = variables.getOrDefault(name, "");
    if (value.isBlank()) {
      return;
    }
    try {
      option.accept(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static Duration duration(String value) {
    Matcher form = SHORT_FORM.matcher(value);
    if (!form.matches()) {
      return iso(value);
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Duration iso(String value) {
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "\"" + value + "\" is no duration (expected: such as 500ms, 30m, 12h or PT30M)", e);
    }
  }
}
