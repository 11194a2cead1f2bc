// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events for people: time, level, event, fields, logger, in columns and in colours, and below
 * them the stack trace. Secrets are masked and text is escaped as in JSON. Safe for many threads.
 */
final class Terminal {

  private static final int EVENT_COLUMN = 28;
  private static final int MOST_TEXT = 4000;
  private static final String RESET = "\u001b[0m";
  private static final String FAINT = "\u001b[2m";
  private static final String BOLD = "\u001b[1m";
  private static final String KEY = "\u001b[36m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String GREEN = "\u001b[32m";
  private static final String BLUE = "\u001b[34m";
  private static final String CRITICAL = "\u001b[1;37;41m";

  private final LogSettings settings;
  private final boolean coloured;
  private final ZoneId zone;

  Terminal(LogSettings settings, boolean coloured, ZoneId zone) {
    this.settings = settings;
    this.coloured = coloured;
    this.zone = zone;
  }

  /** The terminal that standard output is, or null where lines of JSON are wanted. */
  static @Nullable Terminal of(LogSettings settings) {
    if (settings.format() == LogSettings.Format.JSON) {
      return null;
    }
    boolean terminal = isTerminal();
    if (settings.format() == LogSettings.Format.AUTO && !terminal) {
      return null;
    }
    String noColour = System.getenv("NO_COLOR");
    boolean coloured = terminal
        && (noColour == null || noColour.isEmpty())
        && !"dumb".equals(System.getenv("TERM"));
    return new Terminal(settings, coloured, ZoneId.systemDefault());
  }

  private static boolean isTerminal() {
    Path stdout = Path.of("/proc/self/fd/1");
    try {
      if (Files.isSymbolicLink(stdout)) {
        String device = Files.readSymbolicLink(stdout).toString();
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
      }
    } catch (IOException unknown) {
      return false;
    }
    // Elsewhere than on Linux there is no way to know on all of 17 to 25.
    return false;
  }

  void write(EventDraft draft) {
    EventEncoder encoder = draft.encoder;
    JsonBuffer out = encoder.out();
    out.truncate(0);
    encoder.text().reset();
    head(draft, out, encoder.text());
    fields(draft, out, encoder);
    out.raw(' ');
    coloured(out, FAINT, draft.logger, encoder.text());
    Thrown thrown = draft.thrown;
    if (thrown != null) {
      out.raw('\n');
      style(out, RED);
      encoder.stackLines().write(thrown, settings.stackDepth(), MOST_TEXT, Integer.MAX_VALUE);
      style(out, RESET);
    }
    out.raw('\n');
  }

  private void head(EventDraft draft, JsonBuffer out, TextWriter text) {
    Instant at = Instant.ofEpochSecond(draft.origin.second, draft.origin.nanos);
    ZoneOffset offset = zone.getRules().getOffset(at);
    int secondOfDay = (int) Math.floorMod(draft.origin.second + offset.getTotalSeconds(), 86_400L);
    style(out, FAINT);
    new Timestamps().writeTime(out, secondOfDay, draft.origin.nanos);
    style(out, RESET);
    out.raw(' ');
    style(out, colour(draft.severity));
    out.ascii(draft.severity.name());
    style(out, RESET);
    out.spaces(9 - draft.severity.name().length());
    style(out, BOLD);
    int textBegin = out.length();
    CharSequence message = draft.message;
    if (draft.event != null) {
      text.text(draft.event, EventEncoder.MOST_NAME);
      out.ascii(message == null ? "" : " ");
    }
    if (message != null) {
      text.text(message, MOST_TEXT);
    }
    int width = new String(out.bytes(), textBegin, out.length() - textBegin, StandardCharsets.UTF_8)
        .length();
    style(out, RESET);
    if (hasFields(draft)) {
      out.spaces(Math.max(0, EVENT_COLUMN - width));
    }
  }

  private static boolean hasFields(EventDraft draft) {
    Map<String, ?> texts = draft.mdc;
    return draft.count + draft.bound.length + draft.context.length > 0
        || (texts != null && !texts.isEmpty());
  }

  private void fields(EventDraft draft, JsonBuffer out, EventEncoder encoder) {
    FieldNames names = new FieldNames();
    for (int i = draft.count - 1; i >= 0; i--) {
      if (!names.add(draft.key(i))) {
        draft.keys[i] = null;
      }
    }
    for (int i = 0; i < draft.count; i++) {
      if (draft.keys[i] != null) {
        field(draft.key(i), draft.values[i], out, encoder);
      }
    }
    kept(draft.bound, names, out, encoder);
    kept(draft.context, names, out, encoder);
    Map<String, ? extends @Nullable Object> texts = draft.mdc;
    if (texts != null) {
      texts.forEach((key, value) -> {
        if (names.add(key)) {
          field(key, Field.valueOf(value), out, encoder);
        }
      });
    }
  }

  private void kept(Field[] fields, FieldNames names, JsonBuffer out, EventEncoder encoder) {
    for (Field field : fields) {
      if (names.add(field.key())) {
        field(field.key(), field.value(), out, encoder);
      }
    }
  }

  private void field(String key, @Nullable Object value, JsonBuffer out, EventEncoder encoder) {
    out.raw(' ');
    coloured(out, KEY, key, encoder.text());
    out.raw('=');
    if (value != null && settings.keyRule().isSensitive(key)) {
      out.ascii(SecretScanner.MASK);
    } else if (value instanceof String string && isBare(string)) {
      encoder.text().text(string, MOST_TEXT);
    } else {
      encoder.fields().values().value(value, MOST_TEXT, Integer.MAX_VALUE);
    }
  }

  /** Whether a text needs no quotes to be told from what follows. */
  private static boolean isBare(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private void coloured(JsonBuffer out, String style, String value, TextWriter text) {
    style(out, style);
    text.text(value, EventEncoder.MOST_NAME);
    style(out, RESET);
  }

  private void style(JsonBuffer out, String style) {
    if (coloured) {
      out.ascii(style);
    }
  }

  private static String colour(Severity severity) {
    if (severity == Severity.CRITICAL) {
      return CRITICAL;
    }
    if (severity == Severity.ERROR) {
      return RED;
    }
    if (severity == Severity.WARN) {
      return YELLOW;
    }
    return severity == Severity.INFO ? GREEN : BLUE;
  }
}
