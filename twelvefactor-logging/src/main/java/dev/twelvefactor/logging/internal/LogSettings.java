// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, read once from environment variables.
 *
 * <p>A variable with a bad value keeps its default and becomes a {@link Problem}, which the first
 * line of the log reports: a service does not fail to start because of its log.
 */
public final class LogSettings {

  static final int LEAST_EVENT_BYTES = 2048;
  private static final int MOST_EVENT_BYTES = 16 * 1024 * 1024;

  private static final class Standard {
    static final LogSettings INSTANCE = of(System.getenv());
  }

  private final EnvironmentReader env;
  private final Severity level;
  private final Map<String, Severity> levels;
  private final Format format;
  private final Schema schema;
  private final int maxEventBytes;
  private final int stackDepth;
  private final boolean rootFirst;
  private final KeyRule keyRule;
  private final @Nullable Duration dropAfter;
  private final Origin origin;

  /** How a line looks. */
  enum Format {
    JSON,
    PRETTY,
    AUTO
  }

  /**
   * A variable that is not used as it is.
   *
   * @param variable its name
   * @param value what it is set to
   * @param expected what it may be set to
   */
  public record Problem(String variable, String value, String expected) {}

  /** Who writes the log. */
  record Origin(
      @Nullable String service,
      @Nullable String version,
      @Nullable String environment,
      @Nullable String project) {}

  private LogSettings(Map<String, String> variables) {
    env = new EnvironmentReader(variables);
    level = env.level("LOG_LEVEL", Severity.INFO);
    levels = env.levels("LOG_LEVELS");
    format = env.constant("LOG_FORMAT", Format.AUTO, Format.values());
    schema = env.constant("LOG_SCHEMA", Schema.DEFAULT, Schema.values());
    maxEventBytes = env.number("LOG_MAX_EVENT_BYTES", 16_000, LEAST_EVENT_BYTES, MOST_EVENT_BYTES);
    stackDepth = env.number("LOG_STACK_DEPTH", 50, 1, 1000);
    rootFirst = env.bool("LOG_STACK_ROOT_FIRST", true);
    keyRule = env.keyRule("LOG_REDACT_KEYS");
    dropAfter = env.overflow("LOG_OVERFLOW");
    origin = origin(variables);
  }

  /**
   * Reads the configuration.
   *
   * @param variables the environment
   * @return what it says, with defaults for what it does not
   */
  public static LogSettings of(Map<String, String> variables) {
    return new LogSettings(variables);
  }

  /** {@return the configuration of this process} */
  public static LogSettings standard() {
    return Standard.INSTANCE;
  }

  private static Origin origin(Map<String, String> variables) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : variables.getOrDefault("OTEL_RESOURCE_ATTRIBUTES", "").split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        attributes.put(
            pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
      }
    }
    String service = variables.get("OTEL_SERVICE_NAME");
    String environment = attributes.get("deployment.environment.name");
    return new Origin(
        service == null || service.isBlank() ? attributes.get("service.name") : service,
        attributes.get("service.version"),
        environment == null ? attributes.get("deployment.environment") : environment,
        variables.get("GOOGLE_CLOUD_PROJECT"));
  }

  /** {@return the variables whose values are not used} */
  public List<Problem> problems() {
    return new ArrayList<>(env.problems());
  }

  /** {@return the least severity that is logged where {@link #levels()} says nothing} */
  public Severity level() {
    return level;
  }

  /** {@return the least severity by the beginning of the logger's name} */
  public Map<String, Severity> levels() {
    return levels;
  }

  Format format() {
    return format;
  }

  Schema schema() {
    return schema;
  }

  int maxEventBytes() {
    return maxEventBytes;
  }

  int stackDepth() {
    return stackDepth;
  }

  boolean rootFirst() {
    return rootFirst && schema != Schema.GCP;
  }

  KeyRule keyRule() {
    return keyRule;
  }

  /** How long a thread waits for a stuck output before it drops an event; null is for ever. */
  @Nullable
  Duration dropAfter() {
    return dropAfter;
  }

  Origin origin() {
    return origin;
  }
}
