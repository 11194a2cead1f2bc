// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.util.Map;

/** The port to listen on, from {@code PORT}: 8080 unless set, and any free one for 0. */
final class Port {

  private Port() {}

  static int fromEnvironment(Map<String, String> environment) {
    String value = environment.getOrDefault("PORT", "8080");
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, as a number out of bounds is.
    }
    throw new IllegalArgumentException("PORT: \"" + value + "\" (expected: 0 to 65535)");
  }
}
