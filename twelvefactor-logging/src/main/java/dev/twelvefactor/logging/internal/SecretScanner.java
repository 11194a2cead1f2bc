// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/**
 * Finds secrets in free text in one pass: by the name before them ({@code password=…}, {@code
 * "apiKey": "…"}), or by their shape.
 *
 * <p>Only characters that can begin or announce a secret are looked at closely; nothing is looked
 * at twice without bound, so there is no text that makes it slow. Not safe for use by many threads:
 * each has its own.
 */
final class SecretScanner {

  /** What stands where a secret stood. */
  static final String MASK = "[REDACTED]";

  private static final int DIGIT = 1;
  private static final int ASSIGNMENT = 2;
  private static final int WEB_TOKEN = 3;
  private static final int SPACE = 4;
  private static final int AMAZON = 5;
  private static final int UNDERSCORE = 6;
  private static final int DASH = 7;
  private static final int GOOGLE = 8;
  private static final byte[] TRIGGERS = triggers();

  private final Assignments assignments;
  private int start;
  private int end;

  SecretScanner(KeyRule keys) {
    this.assignments = new Assignments(keys);
  }

  private static byte[] triggers() {
    byte[] table = new byte[128];
    for (char c = '0'; c <= '9'; c++) {
      table[c] = DIGIT;
    }
    table['='] = ASSIGNMENT;
    table[':'] = ASSIGNMENT;
    table['J'] = WEB_TOKEN;
    table[' '] = SPACE;
    table['A'] = AMAZON;
    table['_'] = UNDERSCORE;
    table['-'] = DASH;
    table['z'] = GOOGLE;
    return table;
  }

  /** Where the secret found begins. */
  int start() {
    return start;
  }

  /** Where the secret found ends. */
  int end() {
    return end;
  }

  /**
   * Looks for the next secret.
   *
   * @param open whether the text goes on behind {@code to}
   * @return whether there is one; {@link #start()} and {@link #end()} tell where
   */
  boolean find(char[] text, int from, int to, boolean open) {
    int i = trigger(text, from, to);
    while (i < to) {
      int trigger = TRIGGERS[text[i]];
      start = i;
      end = look(trigger, text, i, to, open);
      if (end > start && start >= from) {
        return true;
      }
      i = trigger(text, trigger == DIGIT ? Shapes.digitsEnd(text, i, to) : i + 1, to);
    }
    return false;
  }

  private static int trigger(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c < 128 && TRIGGERS[c] != 0) {
        return i;
      }
    }
    return to;
  }

  private int look(int trigger, char[] text, int i, int to, boolean open) {
    return switch (trigger) {
      case DIGIT -> number(text, i, to, open);
      case ASSIGNMENT -> assignment(text, i, to);
      case WEB_TOKEN -> webToken(text, i, to, open);
      case SPACE -> credentials(text, i, to);
      case AMAZON -> amazonKey(text, i, to, open);
      case UNDERSCORE -> keyWithUnderscore(text, i, to, open);
      case DASH -> keyWithDash(text, i, to, open);
      default -> googleKey(text, i, to, open);
    };
  }

  private static int number(char[] text, int i, int to, boolean open) {
    int runEnd = Shapes.digitsEnd(text, i, to);
    int digits = runEnd - i;
    if (digits == 3 && runEnd < to && text[runEnd] == '-') {
      return Shapes.socialSecurity(text, i, to);
    }
    if (digits == 4 && runEnd < to && (text[runEnd] == ' ' || text[runEnd] == '-')) {
      return Shapes.groupedCard(text, i, to, open);
    }
    return Shapes.card(text, i, runEnd, to, open);
  }

  private int assignment(char[] text, int i, int to) {
    int stop = assignments.look(text, i, to);
    start = assignments.start();
    return stop;
  }

  private int webToken(char[] text, int i, int to, boolean open) {
    start = i - 2;
    boolean begins = Shapes.matches(text, start, to, "eyJ")
        && (start == 0 || !Shapes.isBase64Url(text[start - 1]));
    return begins ? Shapes.jsonWebToken(text, start, to, open) : Shapes.NONE;
  }

  private int credentials(char[] text, int i, int to) {
    boolean announced = (i >= 6 && text[i - 1] == 'r' && endsWithIgnoringCase(text, i, "bearer"))
        || (i >= 5 && text[i - 1] == 'c' && endsWithIgnoringCase(text, i, "basic"));
    start = i + 1;
    return announced ? Shapes.credentials(text, start, to) : Shapes.NONE;
  }

  private static boolean endsWithIgnoringCase(char[] text, int end, String word) {
    int from = end - word.length();
    for (int i = 0; i < word.length(); i++) {
      if ((text[from + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return from == 0 || !Shapes.isWord(text[from - 1]);
  }

  private static int amazonKey(char[] text, int i, int to, boolean open) {
    boolean begins = (Shapes.matches(text, i, to, "AKIA") || Shapes.matches(text, i, to, "ASIA"))
        && (i == 0 || !Shapes.isWord(text[i - 1]));
    return begins ? Shapes.key(text, i, to, 20, open) : Shapes.NONE;
  }

  private int keyWithUnderscore(char[] text, int i, int to, boolean open) {
    if (begins(text, i, to, "sk_", "sk_live_")
        || begins(text, i, to, "sk_", "sk_test_")
        || begins(text, i, to, "rk_", "rk_live_")) {
      return Shapes.key(text, i, to, 6, open);
    }
    boolean gitHub =
        i >= 3 && text[i - 3] == 'g' && text[i - 2] == 'h' && isOneOf(text[i - 1], "pousr");
    if (gitHub && (i == 3 || !Shapes.isWord(text[i - 4]))) {
      start = i - 3;
      return Shapes.key(text, i, to, 11, open);
    }
    if (begins(text, i, to, "github_", "github_pat_") || begins(text, i, to, "npm_", "npm_")) {
      return Shapes.key(text, i, to, 20, open);
    }
    return Shapes.NONE;
  }

  private int keyWithDash(char[] text, int i, int to, boolean open) {
    if (Shapes.matches(text, i, to, "-----BEGIN ")) {
      return Shapes.privateKey(text, i, to, open);
    }
    boolean slack = i >= 4 && text[i - 4] == 'x' && text[i - 3] == 'o' && text[i - 2] == 'x';
    if (slack && (i == 4 || !Shapes.isWord(text[i - 5]))) {
      start = i - 4;
      return Shapes.key(text, i, to, 11, open);
    }
    if (begins(text, i, to, "glpat-", "glpat-")) {
      return Shapes.key(text, i, to, 11, open);
    }
    return begins(text, i, to, "sk-", "sk-") ? Shapes.key(text, i, to, 21, open) : Shapes.NONE;
  }

  private int googleKey(char[] text, int i, int to, boolean open) {
    start = i - 2;
    boolean begins =
        Shapes.matches(text, start, to, "AIza") && (start == 0 || !Shapes.isWord(text[start - 1]));
    return begins ? Shapes.key(text, start, to, 39, open) : Shapes.NONE;
  }

  /** Whether a key begins so that the end of {@code before} is at {@code i}; then start is there. */
  private boolean begins(char[] text, int i, int to, String before, String prefix) {
    int from = i - before.length() + 1;
    if (!Shapes.matches(text, from, to, prefix) || (from > 0 && Shapes.isWord(text[from - 1]))) {
      return false;
    }
    start = from;
    return true;
  }

  private static boolean isOneOf(char c, String characters) {
    return characters.indexOf(c) >= 0;
  }
}
