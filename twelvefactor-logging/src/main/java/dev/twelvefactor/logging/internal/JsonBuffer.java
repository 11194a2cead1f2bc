// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array that knows how to write JSON text.
 *
 * <p>Text is escaped so that neither JSON nor a terminal can be forged: beside what JSON asks for,
 * all control characters (C0, DEL, C1), line and paragraph separators and those that change the
 * direction of text are written as escapes. A lone surrogate becomes U+FFFD.
 */
final class JsonBuffer {

  /** The longest that one character, or one surrogate pair, becomes. */
  static final int LONGEST_UNIT = 6;

  private static final int RETAINED = 64 * 1024;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte PLAIN = 0;
  private static final byte UNICODE = 1;

  /** For each ASCII character: plain, by its code, or the letter after the backslash. */
  private static final byte[] ESCAPES = escapes();

  private byte[] bytes = new byte[1024];
  private int length;

  private static byte[] escapes() {
    byte[] table = new byte[128];
    Arrays.fill(table, 0, ' ', UNICODE);
    table[0x7f] = UNICODE;
    table['"'] = '"';
    table['\\'] = '\\';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['\b'] = 'b';
    table['\f'] = 'f';
    return table;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Forgets everything from a position on. */
  void truncate(int to) {
    length = to;
  }

  /** Empties the buffer, and gives back what an unusually long event made it take. */
  void reset() {
    length = 0;
    if (bytes.length > RETAINED) {
      bytes = new byte[1024];
    }
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** What is in it, behind something else. */
  byte[] copyAfter(byte[] before) {
    byte[] copy = Arrays.copyOf(before, before.length + length);
    System.arraycopy(bytes, 0, copy, before.length, length);
    return copy;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  void raw(int single) {
    room(1);
    bytes[length++] = (byte) single;
  }

  void raw(byte[] source) {
    raw(source, source.length);
  }

  void raw(byte[] source, int count) {
    room(count);
    System.arraycopy(source, 0, bytes, length, count);
    length += count;
  }

  /** Writes text that is known to be ASCII and to need no escape. */
  @SuppressWarnings("deprecation") // It takes the lower half of each character, which is ASCII's.
  void ascii(String text) {
    int count = text.length();
    room(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  /** Whether what was written from a position on is this text, as it is and in ASCII. */
  boolean hasFrom(int begin, String text) {
    if (length - begin != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[begin + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  void spaces(int count) {
    for (int i = 0; i < count; i++) {
      raw(' ');
    }
  }

  void number(long value) {
    if (value == Long.MIN_VALUE) {
      ascii("-9223372036854775808");
      return;
    }
    room(20);
    long rest = value;
    if (rest < 0) {
      bytes[length++] = '-';
      rest = -rest;
    }
    int end = length + digits(rest);
    length = end;
    do {
      bytes[--end] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  /** Writes a number with leading zeros. */
  void padded(int value, int width) {
    room(width);
    int rest = value;
    for (int i = width - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
  }

  private static int digits(long value) {
    int count = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      count++;
    }
    return count;
  }

  /**
   * Writes escaped text up to a limit.
   *
   * @param limit the position that the buffer does not pass; what may not fit is not begun
   * @return where in the text the writing stopped
   */
  int text(char[] text, int from, int to, int limit) {
    int i = from;
    while (i < to) {
      int slice = Math.min(to, i + 1024);
      room((slice - i) * LONGEST_UNIT);
      int stopped = slice(text, i, slice, to, limit - LONGEST_UNIT);
      if (stopped < slice) {
        return stopped;
      }
      i = stopped;
    }
    return i;
  }

  private int slice(char[] text, int from, int to, int end, int limit) {
    byte[] target = bytes;
    int i = plain(text, from, Math.max(from, Math.min(to, from + limit - length)));
    int at = length;
    while (i < to && at <= limit) {
      char c = text[i++];
      if (c < 128 && ESCAPES[c] == PLAIN) {
        target[at++] = (byte) c;
        continue;
      }
      if (c < 128) {
        at = escape(target, at, c);
        continue;
      }
      boolean pair = Character.isHighSurrogate(c) && i < end && Character.isLowSurrogate(text[i]);
      at = pair ? four(target, at, Character.toCodePoint(c, text[i++])) : wide(target, at, c);
    }
    length = at;
    return i;
  }

  /** Writes what needs no escape, up to what does; the loop is one that compilers know well. */
  private int plain(char[] text, int from, int to) {
    byte[] target = bytes;
    int shift = length - from;
    int i = from;
    for (; i < to; i++) {
      char c = text[i];
      if (c >= 128 || ESCAPES[c] != PLAIN) {
        break;
      }
      target[shift + i] = (byte) c;
    }
    length = shift + i;
    return i;
  }

  private static int escape(byte[] target, int at, char c) {
    if (ESCAPES[c] == UNICODE) {
      return unicode(target, at, c);
    }
    target[at] = '\\';
    target[at + 1] = ESCAPES[c];
    return at + 2;
  }

  private static int unicode(byte[] target, int at, char c) {
    target[at] = '\\';
    target[at + 1] = 'u';
    target[at + 2] = HEX[c >>> 12];
    target[at + 3] = HEX[(c >>> 8) & 0xf];
    target[at + 4] = HEX[(c >>> 4) & 0xf];
    target[at + 5] = HEX[c & 0xf];
    return at + 6;
  }

  private static int wide(byte[] target, int at, char c) {
    if (c < 0x800 && c >= 0xa0 && c != '\u061c') {
      target[at] = (byte) (0xc0 | (c >>> 6));
      target[at + 1] = (byte) (0x80 | (c & 0x3f));
      return at + 2;
    }
    if (deceives(c)) {
      return unicode(target, at, c);
    }
    return three(target, at, Character.isSurrogate(c) ? '\ufffd' : c);
  }

  /** Controls, separators of lines, and what changes the direction of the text that follows. */
  private static boolean deceives(char c) {
    return c < 0xa0
        || c == '\u061c'
        || (c >= '\u200e' && c <= '\u200f')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }

  private static int three(byte[] target, int at, char c) {
    target[at] = (byte) (0xe0 | (c >>> 12));
    target[at + 1] = (byte) (0x80 | ((c >>> 6) & 0x3f));
    target[at + 2] = (byte) (0x80 | (c & 0x3f));
    return at + 3;
  }

  private static int four(byte[] target, int at, int point) {
    target[at] = (byte) (0xf0 | (point >>> 18));
    target[at + 1] = (byte) (0x80 | ((point >>> 12) & 0x3f));
    target[at + 2] = (byte) (0x80 | ((point >>> 6) & 0x3f));
    target[at + 3] = (byte) (0x80 | (point & 0x3f));
    return at + 4;
  }
}
