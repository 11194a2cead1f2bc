// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders message templates. An argument whose place is announced by the name of a secret, as in
 * {@code "password={}"}, is masked whole, whatever is in it.
 */
final class MessageText {

  /** More than is ever searched for secrets, so that none is cut where nobody looks. */
  private static final int BEYOND_THE_WINDOW = 8192;

  private static final int MOST_RETAINED = 64 * 1024;

  private final KeyRule keys;
  private final boolean redacts;
  private final char[] spelled = KeyRule.scratch();
  private final int most;
  private final StringBuilder rendered = new StringBuilder();

  MessageText(LineFormat format) {
    keys = format.settings().keyRule();
    redacts = format.redacts();
    most = format.settings().maxEventBytes() + BEYOND_THE_WINDOW;
  }

  void reset() {
    rendered.setLength(0);
    if (rendered.capacity() > MOST_RETAINED) {
      rendered.trimToSize();
    }
  }

  /**
   * Renders placeholders as SLF4J has them: {@code {}}, and a backslash that takes them away. What is
   * answered is good until the next call.
   */
  CharSequence render(String template, @Nullable Object[] arguments) {
    StringBuilder out = rendered;
    out.setLength(0);
    int from = 0;
    for (Object argument : arguments) {
      int place = place(template, from, out);
      if (place < 0) {
        return out;
      }
      argument(argument, out);
      from = place + 2;
    }
    while (from >= 0 && from < template.length()) {
      int place = place(template, from, out);
      if (place < 0) {
        return out;
      }
      append("{}", out);
      from = place + 2;
    }
    return out;
  }

  /** Writes the text up to the next placeholder and answers where that is; negative at the end. */
  private int place(String template, int from, StringBuilder out) {
    int start = from;
    while (true) {
      int place = template.indexOf("{}", start);
      if (place < 0) {
        append(template, start, template.length(), out);
        return -1;
      }
      boolean escaped = place > start && template.charAt(place - 1) == '\\';
      boolean twice = escaped && place > start + 1 && template.charAt(place - 2) == '\\';
      append(template, start, escaped ? place - 1 : place, out);
      if (!escaped || twice) {
        return place;
      }
      append("{}", out);
      start = place + 2;
    }
  }

  /** Renders placeholders as {@code java.util.logging} has them: <code>{0}</code>. */
  CharSequence renderNumbered(String template, @Nullable Object[] arguments) {
    StringBuilder out = rendered;
    out.setLength(0);
    int from = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', open + 1)) {
      int close = template.indexOf('}', open);
      int number = close < 0 ? -1 : number(template, open + 1, close);
      if (number < 0 || number >= arguments.length) {
        continue;
      }
      append(template.substring(from, open).replace("''", "'"), out);
      argument(arguments[number], out);
      from = close + 1;
    }
    String rest = template.substring(from);
    append(from == 0 ? rest : rest.replace("''", "'"), out);
    return out;
  }

  /** Of a format behind the number, as in <code>{0,number}</code>, nothing is made. */
  private static int number(String template, int from, int close) {
    int comma = template.indexOf(',', from);
    int to = comma < 0 ? close : Math.min(comma, close);
    if (to == from || to - from > 2) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      if (!Shapes.isDigit(template.charAt(i))) {
        return -1;
      }
      number = number * 10 + (template.charAt(i) - '0');
    }
    return number;
  }

  private void argument(@Nullable Object argument, StringBuilder out) {
    if (redacts && argument != null && keys.announcesSecret(out, spelled)) {
      append(SecretScanner.MASK, out);
      return;
    }
    frozen(Freezer.freeze(argument), out);
  }

  private void frozen(@Nullable Object value, StringBuilder out) {
    if (value instanceof String text) {
      append(text, out);
    } else if (value instanceof Map<?, ?> map) {
      String between = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        append(between, out);
        append((String) entry.getKey(), out);
        append("=", out);
        member((String) entry.getKey(), entry.getValue(), out);
        between = ", ";
      }
      append(map.isEmpty() ? "{}" : "}", out);
    } else if (value instanceof List<?> list) {
      String between = "[";
      for (Object item : list) {
        append(between, out);
        frozen(item, out);
        between = ", ";
      }
      append(list.isEmpty() ? "[]" : "]", out);
    } else {
      append(value instanceof Double number ? Decimals.text(number) : String.valueOf(value), out);
    }
  }

  private void member(String key, @Nullable Object value, StringBuilder out) {
    if (redacts && keys.isSensitive(key)) {
      append(SecretScanner.MASK, out);
      return;
    }
    frozen(value, out);
  }

  private void append(String text, StringBuilder out) {
    append(text, 0, text.length(), out);
  }

  private void append(String text, int from, int to, StringBuilder out) {
    int room = Math.max(0, most - out.length());
    out.append(text, from, Math.min(to, from + room));
  }
}
