// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

/**
 * Writes numbers as JSON has them, floating point in its shortest form and the same on every Java.
 *
 * <p>{@code Double.toString} of Java 17 is not always the shortest, so that the same number would
 * look different on Java 25.
 */
final class Decimals {

  private static final double EXACT_BELOW = 1e9;
  private static final int PLACES = 9;
  private static final long[] POWERS = {
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };
  private static final int LONGEST = 40;
  private static final int GREATEST_EXPONENT = 308;

  private Decimals() {}

  static void write(JsonBuffer out, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.ascii(Double.isNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
      return;
    }
    if (Math.abs(value) < EXACT_BELOW && shortDecimal(out, value)) {
      return;
    }
    out.ascii(shortest(new BigDecimal(value), text -> Double.parseDouble(text) == value, 17));
  }

  /** The same form as text. */
  static String text(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    JsonBuffer out = new JsonBuffer();
    write(out, value);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.US_ASCII);
  }

  static void write(JsonBuffer out, float value) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      write(out, (double) value);
      return;
    }
    out.ascii(shortest(new BigDecimal(value), text -> Float.parseFloat(text) == value, 9));
  }

  /** Tries the few digits that most numbers in logs have; allocates nothing. */
  private static boolean shortDecimal(JsonBuffer out, double value) {
    double size = Math.abs(value);
    for (int places = 0; places <= PLACES; places++) {
      double scaled = Math.rint(size * POWERS[places]);
      if (scaled / POWERS[places] == size) {
        fixed(out, value, (long) scaled, places);
        return true;
      }
    }
    return false;
  }

  private static void fixed(JsonBuffer out, double value, long scaled, int places) {
    if (value < 0 || (value == 0 && 1 / value < 0)) {
      out.raw('-');
    }
    out.number(scaled / POWERS[places]);
    out.raw('.');
    if (places == 0) {
      out.raw('0');
      return;
    }
    out.padded((int) (scaled % POWERS[places]), places);
  }

  private interface Reads {
    boolean same(String text);
  }

  private static String shortest(BigDecimal exact, Reads reads, int digits) {
    for (int precision = 1; precision < digits; precision++) {
      String text = text(exact.round(new MathContext(precision)));
      if (reads.same(text)) {
        return text;
      }
    }
    return text(exact.round(new MathContext(digits)));
  }

  private static String text(BigDecimal value) {
    String text = value.toString();
    return text.indexOf('.') < 0 && text.indexOf('E') < 0 ? text + ".0" : text;
  }

  /** Whether readers of JSON can be expected to take this as a number. */
  static boolean isModest(BigDecimal value) {
    long exponent = (long) value.precision() - value.scale();
    return value.precision() <= LONGEST && Math.abs(exponent) <= GREATEST_EXPONENT;
  }

  static boolean isModest(BigInteger value) {
    return value.bitLength() <= LONGEST * 3;
  }
}
