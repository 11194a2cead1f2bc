// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads options from environment variables and collects those that cannot be read. */
final class EnvironmentReader {

  private static final String LEVELS = "one of TRACE, DEBUG, INFO, WARN, ERROR, CRITICAL";

  private final Map<String, String> variables;
  private final List<LogSettings.Problem> problems = new ArrayList<>();

  EnvironmentReader(Map<String, String> variables) {
    this.variables = variables;
  }

  List<LogSettings.Problem> problems() {
    return problems;
  }

  /** An empty variable counts as not set, as container platforms often pass it so. */
  private String text(String name) {
    return variables.getOrDefault(name, "").trim();
  }

  private void problem(String name, String expected) {
    problems.add(new LogSettings.Problem(name, text(name), expected));
  }

  Severity level(String name, Severity standard) {
    if (text(name).isEmpty()) {
      return standard;
    }
    Severity level = severity(text(name));
    if (level == null) {
      problem(name, LEVELS);
      return standard;
    }
    return level;
  }

  private static @Nullable Severity severity(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "TRACE" -> Severity.TRACE;
      case "DEBUG" -> Severity.DEBUG;
      case "INFO" -> Severity.INFO;
      case "WARN", "WARNING" -> Severity.WARN;
      case "ERROR" -> Severity.ERROR;
      case "CRITICAL", "FATAL" -> Severity.CRITICAL;
      default -> null;
    };
  }

  Map<String, Severity> levels(String name) {
    Map<String, Severity> levels = new LinkedHashMap<>();
    for (String pair : parts(name)) {
      int equals = pair.indexOf('=');
      Severity level = equals < 1 ? null : severity(pair.substring(equals + 1).trim());
      if (level == null) {
        problem(name, "such as com.acme=DEBUG,org.hibernate=WARN; a level is " + LEVELS);
        return Map.of();
      }
      levels.put(pair.substring(0, equals).trim(), level);
    }
    return levels;
  }

  private List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : text(name).split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.trim());
      }
    }
    return parts;
  }

  <E extends Enum<E>> E constant(String name, E standard, E[] constants) {
    String text = text(name).toUpperCase(Locale.ROOT);
    if (text.isEmpty()) {
      return standard;
    }
    StringBuilder expected = new StringBuilder("one of");
    for (E constant : constants) {
      if (constant.name().equals(text)) {
        return constant;
      }
      expected.append(' ').append(constant.name().toLowerCase(Locale.ROOT));
    }
    problem(name, expected.toString());
    return standard;
  }

  int number(String name, int standard, int least, int most) {
    String text = text(name);
    if (text.isEmpty()) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // The same answer as for a number out of bounds.
    }
    problem(name, "a whole number from " + least + " to " + most);
    return standard;
  }

  boolean bool(String name, boolean standard) {
    switch (text(name).toLowerCase(Locale.ROOT)) {
      case "" -> {
        return standard;
      }
      case "true" -> {
        return true;
      }
      case "false" -> {
        return false;
      }
      default -> {
        problem(name, "true or false");
        return standard;
      }
    }
  }

  KeyRule keyRule(String name) {
    List<String> more = new ArrayList<>();
    List<String> less = new ArrayList<>();
    for (String part : parts(name)) {
      char sign = part.charAt(0);
      if (part.length() < 2 || (sign != '+' && sign != '-')) {
        problem(name, "such as +iban,-page_token");
        return KeyRule.standard();
      }
      (sign == '+' ? more : less).add(part.substring(1));
    }
    return KeyRule.of(more, less);
  }

  /** Null is to block. */
  @Nullable
  Duration overflow(String name) {
    String text = text(name).toLowerCase(Locale.ROOT);
    if (text.isEmpty() || text.equals("block")) {
      return null;
    }
    if (text.startsWith("drop:") && text.endsWith("ms")) {
      try {
        int millis = Integer.parseInt(text.substring(5, text.length() - 2));
        if (millis >= 1 && millis <= 60_000) {
          return Duration.ofMillis(millis);
        }
      } catch (NumberFormatException notANumber) {
        // The same answer as for a number out of bounds.
      }
    }
    problem(name, "block, or drop and 1 to 60000 milliseconds as drop:250ms");
    return null;
  }
}
