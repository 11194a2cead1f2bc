// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.nio.CharBuffer;

/**
 * Finds the value that is assigned to a secret name in free text: as {@code name=value}, {@code
 * name: value}, JSON also inside of a string, a header line, or the password of a URL.
 *
 * <p>Not safe for use by many threads: each has its own.
 */
final class Assignments {

  private static final String ENDS_OF_VALUES = " \t\r\n,;&)}]\"'<>|";
  private static final String[] SCHEMES = {"Bearer", "bearer", "Basic", "basic", "Token", "Digest"};

  /** Dumps align their values with so many spaces, before the colon or after it. */
  private static final int MOST_SPACES = 40;

  /** How far a password with a slash in it is looked for behind that. */
  private static final int MOST_AFTER_SLASH = 128;

  private final KeyRule keys;
  private final char[] spelled = KeyRule.scratch();
  private char[] viewed = {};
  private CharBuffer view = CharBuffer.wrap(viewed);
  private int start;

  Assignments(KeyRule keys) {
    this.keys = keys;
  }

  /** Where the value found begins. */
  int start() {
    return start;
  }

  /** Looks at an equals sign or a colon; answers where the secret value ends, or none. */
  int look(char[] text, int i, int to) {
    if (Shapes.matches(text, i, to, "://")) {
      return userInfo(text, i + 3, to);
    }
    int nameEnd = i;
    int floor = Math.max(0, i - MOST_SPACES);
    while (nameEnd > floor && " \"'\\".indexOf(text[nameEnd - 1]) >= 0) {
      nameEnd--;
    }
    int nameStart = nameEnd;
    while (nameStart > 0
        && nameEnd - nameStart < KeyRule.LONGEST
        && KeyRule.isNamePart(text[nameStart - 1])) {
      nameStart--;
    }
    CharSequence chars = view(text);
    if (nameStart == nameEnd || !keys.isSensitive(chars, nameStart, nameEnd, spelled)) {
      return Shapes.NONE;
    }
    String ends = ENDS_OF_VALUES;
    if (KeyRule.isWholeLine(chars, nameStart, nameEnd, spelled)) {
      boolean quoted = nameStart > 0 && "\"'".indexOf(text[nameStart - 1]) >= 0;
      ends = quoted ? "\r\n\"'}]" : "\r\n}]";
    }
    return value(text, i + 1, to, ends);
  }

  private int value(char[] text, int from, int to, String ends) {
    int i = from;
    while (i < to && i - from < MOST_SPACES && " \t=>".indexOf(text[i]) >= 0) {
      i++;
    }
    int escapes = i;
    while (i < to && text[i] == '\\') {
      i++;
    }
    if (i < to && (text[i] == '"' || text[i] == '\'')) {
      start = i + 1;
      return closingQuote(text, i + 1, to, text[i], i - escapes);
    }
    start = escapes;
    if (Shapes.matches(text, start, to, SecretScanner.MASK)) {
      return Shapes.NONE;
    }
    if (start < to && (text[start] == '[' || text[start] == '{')) {
      return closingBracket(text, start, to);
    }
    int stop = valueEnd(text, start, to, ends);
    return isScheme(text, start, stop) ? valueEnd(text, stop + 1, to, ends) : stop;
  }

  private static int valueEnd(char[] text, int from, int to, String ends) {
    int i = Math.min(from, to);
    while (i < to && ends.indexOf(text[i]) < 0) {
      i++;
    }
    return i;
  }

  private static boolean isScheme(char[] text, int from, int to) {
    for (String scheme : SCHEMES) {
      if (to - from == scheme.length() && Shapes.matches(text, from, to, scheme)) {
        return true;
      }
    }
    return false;
  }

  /** The quote that has as many backslashes before it as the opening one had, else the end. */
  private int closingQuote(char[] text, int from, int to, char quote, int escapes) {
    if (Shapes.matches(text, from, to, SecretScanner.MASK)) {
      return Shapes.NONE;
    }
    int backslashes = 0;
    for (int i = from; i < to; i++) {
      if (text[i] == quote && (backslashes == escapes || backslashes % 2 == 0)) {
        return i - Math.min(backslashes, escapes);
      }
      backslashes = text[i] == '\\' ? backslashes + 1 : 0;
    }
    return to;
  }

  private static int closingBracket(char[] text, int from, int to) {
    int depth = 0;
    for (int i = from; i < to; i++) {
      depth += text[i] == '[' || text[i] == '{' ? 1 : 0;
      depth -= text[i] == ']' || text[i] == '}' ? 1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return to;
  }

  /**
   * The password in {@code scheme://user:password@host}, which may have a slash in it: what is before
   * the first slash is no host and port if it has no at sign, and more than digits after the colon.
   */
  private int userInfo(char[] text, int from, int to) {
    int colon = Shapes.NONE;
    int at = Shapes.NONE;
    int last = to;
    for (int i = from; i < last && " \t\r\n\"'<>".indexOf(text[i]) < 0; i++) {
      if ("/?#".indexOf(text[i]) >= 0) {
        if (at >= 0 || colon < 0 || Shapes.digitsEnd(text, colon + 1, i) == i) {
          break;
        }
        last = Math.min(last, i + MOST_AFTER_SLASH);
      }
      colon = text[i] == ':' && colon < 0 ? i : colon;
      at = text[i] == '@' ? i : at;
    }
    if (colon < 0 || at < colon || Shapes.matches(text, colon + 1, to, SecretScanner.MASK)) {
      return Shapes.NONE;
    }
    start = colon + 1;
    return at;
  }

  /** Made anew only when the text is in another array than last time. */
  private CharSequence view(char[] text) {
    if (viewed != text) {
      viewed = text;
      view = CharBuffer.wrap(text);
    }
    return view;
  }
}
