// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Where a shared server comes from. */
enum Row {
  /** What the caller already runs. */
  URL,
  /** A container that Testcontainers starts. */
  CONTAINERS,
  /** A process on this machine, or a server inside this JVM. */
  EMBEDDED;

  static final String VARIABLE = "TWELVEFACTOR_TEST_BACKENDS";

  /**
   * Chooses the row: the one that {@value #VARIABLE} names, whatever else is set. When it names
   * none, or {@code auto}, an address in {@code addressVariable} wins; without one, {@code auto}
   * takes containers where an engine answers, and everything else is embedded.
   *
   * @param engineAnswers asked only where the answer decides
   */
  static Row choose(
      Map<String, String> environment, String addressVariable, BooleanSupplier engineAnswers) {
    String wanted = environment.getOrDefault(VARIABLE, "").strip().toLowerCase(Locale.ROOT);
    return switch (wanted) {
      case "embedded" -> EMBEDDED;
      case "containers" -> CONTAINERS;
      case "" -> hasAddress(environment, addressVariable) ? URL : EMBEDDED;
      case "auto" -> {
        if (hasAddress(environment, addressVariable)) {
          yield URL;
        }
        yield engineAnswers.getAsBoolean() ? CONTAINERS : EMBEDDED;
      }
      default ->
        throw new IllegalArgumentException(VARIABLE
            + " is \""
            + wanted
            + "\", expected embedded, containers or auto; unset it to get embedded");
    };
  }

  private static boolean hasAddress(Map<String, String> environment, String addressVariable) {
    return !environment.getOrDefault(addressVariable, "").isBlank();
  }
}
