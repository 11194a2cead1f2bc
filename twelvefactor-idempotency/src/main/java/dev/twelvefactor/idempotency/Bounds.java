// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.time.Duration;

/** Checks options. */
final class Bounds {

  private Bounds() {}

  static Duration check(String option, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          option + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  static int check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(option + ": " + value + " (expected: 1 to " + most + ")");
    }
    return value;
  }
}
