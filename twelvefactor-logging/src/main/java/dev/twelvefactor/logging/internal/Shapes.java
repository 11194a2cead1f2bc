// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/**
 * Recognises secrets by their shape alone. Each method looks at one place of a text and answers
 * where the secret that begins there ends, or {@value #NONE}.
 *
 * <p>A candidate that reaches the end of an open window, so that what follows is unknown, counts as
 * a secret.
 */
final class Shapes {

  static final int NONE = -1;

  private static final int LEAST_CARD = 13;
  private static final int MOST_CARD = 19;

  /** Of a longer hexadecimal text so much is looked at on each side, so that none is slow. */
  private static final int MOST_HEX = 128;

  private Shapes() {}

  /** A payment card number in one run of digits: an issuer's prefix, its length, and the Luhn sum. */
  static int card(char[] text, int from, int runEnd, int to, boolean open) {
    int digits = runEnd - from;
    if (runEnd == to && open && digits >= LEAST_CARD) {
      return runEnd;
    }
    if (digits < LEAST_CARD || digits > MOST_CARD) {
      return NONE;
    }
    boolean fits = isCard(text, from, runEnd, digits)
        && !isFraction(text, from)
        && !isHexadecimal(text, from, runEnd, to);
    return fits ? runEnd : NONE;
  }

  /** A card number in groups of four digits, or of four, six and five, with spaces or dashes. */
  static int groupedCard(char[] text, int from, int to, boolean open) {
    char separator = text[from + 4];
    int digits = 0;
    int found = NONE;
    int i = from;
    while (i < to && digits <= MOST_CARD) {
      int end = digitsEnd(text, i, to);
      int group = end - i;
      digits += group;
      if (group == 0 || group > 6) {
        break;
      }
      if (digits >= LEAST_CARD && isCard(text, from, end, digits)) {
        found = end;
      }
      if (end == to && open) {
        return to;
      }
      if (end + 1 >= to || text[end] != separator) {
        break;
      }
      i = end + 1;
    }
    return found;
  }

  private static boolean isCard(char[] text, int from, int end, int digits) {
    return digits <= MOST_CARD
        && isIssued(prefix(text, from, end), digits)
        && luhn(text, from, end);
  }

  private static int prefix(char[] text, int from, int end) {
    int prefix = 0;
    int taken = 0;
    for (int i = from; i < end && taken < 4; i++) {
      if (isDigit(text[i])) {
        prefix = prefix * 10 + (text[i] - '0');
        taken++;
      }
    }
    return prefix;
  }

  private static boolean isIssued(int first4, int digits) {
    int first2 = first4 / 100;
    if (first4 / 1000 == 4) {
      return digits == 13 || digits == 16 || digits == 19;
    }
    if ((first2 >= 51 && first2 <= 55) || (first4 >= 2221 && first4 <= 2720)) {
      return digits == 16;
    }
    if (first2 == 34 || first2 == 37) {
      return digits == 15;
    }
    if (first2 == 36 || first2 == 38 || (first4 >= 3000 && first4 <= 3059)) {
      return digits >= 14;
    }
    boolean long16 = first4 == 6011
        || first2 == 65
        || (first4 >= 6440 && first4 <= 6499)
        || (first4 >= 3528 && first4 <= 3589)
        || first2 == 62;
    return long16 && digits >= 16;
  }

  private static boolean luhn(char[] text, int from, int end) {
    int sum = 0;
    boolean twice = false;
    for (int i = end - 1; i >= from; i--) {
      if (!isDigit(text[i])) {
        continue;
      }
      int digit = text[i] - '0';
      sum += twice ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
      twice = !twice;
    }
    return sum % 10 == 0;
  }

  private static boolean isFraction(char[] text, int from) {
    return from >= 2 && text[from - 1] == '.' && isDigit(text[from - 2]);
  }

  /** Whether the digits are part of a longer hexadecimal text, such as a digest. */
  private static boolean isHexadecimal(char[] text, int from, int end, int to) {
    int start = from;
    while (start > 0 && isHex(text[start - 1])) {
      if (from - start == MOST_HEX) {
        return true;
      }
      start--;
    }
    int stop = end;
    while (stop < to && isHex(text[stop])) {
      if (stop - end == MOST_HEX) {
        return true;
      }
      stop++;
    }
    boolean whole = (start == 0 || !isWord(text[start - 1])) && (stop == to || !isWord(text[stop]));
    return whole && (start < from || stop > end);
  }

  /** A social security number: three, two and four digits, none of the groups that are not issued. */
  static int socialSecurity(char[] text, int from, int to) {
    int end = from + 11;
    if (end > to || text[from + 6] != '-' || (from > 0 && isJoined(text[from - 1]))) {
      return NONE;
    }
    if (digitsEnd(text, from + 4, to) != from + 6 || digitsEnd(text, from + 7, to) != end) {
      return NONE;
    }
    if (end < to && isJoined(text[end])) {
      return NONE;
    }
    int area = prefix(text, from, from + 3);
    int group = prefix(text, from + 4, from + 6);
    int serial = prefix(text, from + 7, end);
    boolean issued = area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
    return issued ? end : NONE;
  }

  private static boolean isJoined(char c) {
    return isWord(c) || c == '-';
  }

  /** A signed token: {@code eyJ} and two dots in what follows. */
  static int jsonWebToken(char[] text, int from, int to, boolean open) {
    int dots = 0;
    int i = from;
    while (i < to && (isBase64Url(text[i]) || text[i] == '.')) {
      dots += text[i] == '.' ? 1 : 0;
      i++;
    }
    return dots >= 2 || (i == to && open) ? i : NONE;
  }

  /** Credentials after {@code Bearer} or {@code Basic}, but no plain word. */
  static int credentials(char[] text, int from, int to) {
    int i = from;
    boolean plain = true;
    while (i < to && isToken68(text[i])) {
      plain &= text[i] >= 'a' && text[i] <= 'z';
      i++;
    }
    return i - from >= 8 && (!plain || i - from >= 20) ? i : NONE;
  }

  /** At least so many characters of a key after its well-known beginning. */
  static int key(char[] text, int from, int to, int least, boolean open) {
    int i = from;
    while (i < to && (isWord(text[i]) || text[i] == '_' || text[i] == '-')) {
      i++;
    }
    return i - from >= least || (i == to && open) ? i : NONE;
  }

  /** A private key in PEM form, to its end or that of the text. */
  static int privateKey(char[] text, int from, int to, boolean open) {
    int headerEnd = indexOf(text, "-----", from + 10, Math.min(to, from + 80));
    if (headerEnd < 0) {
      return open && to - from < 80 ? to : NONE;
    }
    if (indexOf(text, "PRIVATE KEY", from, headerEnd) < 0) {
      return NONE;
    }
    int footer = indexOf(text, "-----END", headerEnd, to);
    int end = footer < 0 ? NONE : indexOf(text, "-----", footer + 8, to);
    return end < 0 ? to : end + 5;
  }

  static int indexOf(char[] text, String part, int from, int to) {
    for (int i = from; i + part.length() <= to; i++) {
      if (matches(text, i, to, part)) {
        return i;
      }
    }
    return NONE;
  }

  static boolean matches(char[] text, int at, int to, String part) {
    if (at < 0 || at + part.length() > to) {
      return false;
    }
    for (int i = 0; i < part.length(); i++) {
      if (text[at + i] != part.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static int digitsEnd(char[] text, int from, int to) {
    int i = from;
    while (i < to && isDigit(text[i])) {
      i++;
    }
    return i;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isBase64Url(char c) {
    return isWord(c) || c == '-' || c == '_';
  }

  private static boolean isToken68(char c) {
    return isBase64Url(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
  }
}
