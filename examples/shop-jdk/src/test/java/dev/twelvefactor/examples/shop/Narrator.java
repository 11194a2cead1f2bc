// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.io.PrintStream;

/** Tells the tour on a terminal, and ends it at the first promise that does not hold. */
final class Narrator {

  private static final String GREEN = "32";
  private static final String BOLD = "1";
  private static final String DIM = "2";

  private final PrintStream out;
  private final boolean colours;
  private int promises;

  Narrator(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  void chapter(String title) {
    out.println();
    out.println(styled(BOLD, title));
  }

  void says(String format, Object... arguments) {
    out.println("    " + styled(DIM, format.formatted(arguments)));
  }

  /** Shows that something holds. */
  void holds(boolean condition, String format, Object... arguments) {
    String promise = format.formatted(arguments);
    if (!condition) {
      throw new IllegalStateException("the tour ends here, this does not hold: " + promise);
    }
    promises++;
    out.println(" " + styled(GREEN, "ok") + " " + promise);
  }

  int promises() {
    return promises;
  }

  private String styled(String style, String text) {
    return colours ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
  }
}
