// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes text into a {@link JsonBuffer}: secrets masked first, then cut to a limit, then escaped, so
 * that not even the beginning of a secret remains.
 */
final class TextWriter {

  private static final byte[] MASK = SecretScanner.MASK.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] QUOTED_MASK =
      ('"' + SecretScanner.MASK + '"').getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ELLIPSIS = "…".getBytes(StandardCharsets.UTF_8);

  /** How much more than can be written is searched, so that a secret across the cut is found. */
  private static final int WINDOW = 4096;

  private static final int RETAINED = 32 * 1024;

  private final JsonBuffer out;
  private final @Nullable SecretScanner scanner;
  private char[] scratch = new char[512];
  private boolean cut;

  TextWriter(JsonBuffer out, @Nullable SecretScanner scanner) {
    this.out = out;
    this.scanner = scanner;
  }

  /** Whether any text has been cut since {@link #reset()}. */
  boolean cut() {
    return cut;
  }

  void reset() {
    cut = false;
    if (scratch.length > RETAINED) {
      scratch = new char[512];
    }
  }

  /** Writes {@code [REDACTED]} in quotes. */
  void mask() {
    out.raw(QUOTED_MASK);
  }

  void quoted(CharSequence text, int most) {
    out.raw('"');
    text(text, most);
    out.raw('"');
  }

  /**
   * Writes masked and escaped text.
   *
   * @param most how many bytes it may become, at least 16
   */
  void text(CharSequence text, int most) {
    int length = text.length();
    int window = (int) Math.min(length, (long) most + WINDOW);
    if (window > scratch.length) {
      scratch = new char[Math.max(window, scratch.length * 2)];
    }
    chars(text, window);
    write(window, window < length, most);
  }

  private void chars(CharSequence text, int count) {
    if (text instanceof String string) {
      string.getChars(0, count, scratch, 0);
      return;
    }
    if (text instanceof StringBuilder builder) {
      builder.getChars(0, count, scratch, 0);
      return;
    }
    for (int i = 0; i < count; i++) {
      scratch[i] = text.charAt(i);
    }
  }

  private void write(int window, boolean open, int most) {
    int begin = out.length();
    int limit = begin + most;
    int i = 0;
    while (scanner != null && scanner.find(scratch, i, window, open)) {
      if (!piece(i, scanner.start(), begin, limit)) {
        return;
      }
      i = scanner.end();
      if (out.length() + MASK.length > limit) {
        ellipsis(begin, limit);
        return;
      }
      out.raw(MASK);
    }
    if (piece(i, window, begin, limit) && open) {
      ellipsis(begin, limit);
    }
  }

  private boolean piece(int from, int to, int begin, int limit) {
    int stopped = out.text(scratch, from, to, limit);
    if (stopped < to) {
      ellipsis(begin, limit);
      return false;
    }
    return true;
  }

  /** Marks a cut; there is room for it, as the longest unit was not begun without six bytes left. */
  private void ellipsis(int begin, int limit) {
    cut = true;
    if (out.length() + ELLIPSIS.length <= limit || out.length() == begin) {
      out.raw(ELLIPSIS);
    }
  }
}
