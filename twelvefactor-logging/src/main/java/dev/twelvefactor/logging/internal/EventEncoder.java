// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a frozen event as one line of JSON that is never longer than the bound.
 *
 * <p>An event that is too long is written again with less: first with fewer frames, then with
 * shorter strings, then with fewer fields. What is left out is said in the line. Not safe for use by
 * many threads.
 */
final class EventEncoder {

  static final int MOST_NAME = 256;
  private static final int LEAST_FRAMES = 2;
  private static final int LEAST_TEXT = 64;
  private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final LineFormat format;
  private final JsonBuffer out = new JsonBuffer();
  private final TextWriter text;
  private final MessageText messages;
  private final FieldsWriter fields;
  private final ErrorWriter errors;
  private final Timestamps timestamps = new Timestamps();
  private final Schema.Names names;
  private final byte[][] keys;

  EventEncoder(LineFormat format) {
    this.format = format;
    text = format.textWriter(out);
    messages = new MessageText(format);
    fields = new FieldsWriter(format, out, text);
    errors = new ErrorWriter(format, out, text);
    names = format.settings().schema().names();
    keys = new byte[][] {
      fragment("{", names.timestamp(), "\""),
      fragment("\",", names.level(), "\""),
      fragment(",", names.event(), ""),
      fragment(",", names.message(), ""),
      fragment(",", names.logger(), ""),
      fragment(",", names.thread(), ""),
      fragment(",", names.markers(), "[")
    };
  }

  private static byte[] fragment(String before, String name, String after) {
    return (before + '"' + name + "\":" + after).getBytes(StandardCharsets.US_ASCII);
  }

  JsonBuffer out() {
    return out;
  }

  TextWriter text() {
    return text;
  }

  /** What writes a stack trace as lines. */
  StackWriter stackLines() {
    return new StackWriter(format, out, text, StackWriter.Shape.LINES);
  }

  MessageText messages() {
    return messages;
  }

  FieldsWriter fields() {
    return fields;
  }

  void reset() {
    out.reset();
    text.reset();
    messages.reset();
    fields.reset();
  }

  /** Writes the event to {@link #out()}. */
  void encode(EventDraft draft) {
    int most = format.settings().maxEventBytes();
    int depth = format.settings().stackDepth();
    if (attempt(draft, depth, most, Integer.MAX_VALUE)) {
      return;
    }
    if (draft.thrown != null
        && search(LEAST_FRAMES, depth, frames -> attempt(draft, frames, most, Integer.MAX_VALUE))) {
      return;
    }
    if (search(
        LEAST_TEXT, most, length -> attempt(draft, LEAST_FRAMES, length, Integer.MAX_VALUE))) {
      return;
    }
    int all = fields.total();
    if (search(0, all, count -> attempt(draft, LEAST_FRAMES, LEAST_TEXT, count))) {
      return;
    }
    attempt(draft, 0, LEAST_TEXT, 0);
  }

  private interface Attempt {
    boolean fits(int size);
  }

  /** Finds the greatest size from {@code least} up to {@code most} that fits; false if none does. */
  private static boolean search(int least, int most, Attempt attempt) {
    int low = least;
    int high = most;
    int last = -1;
    while (low < high) {
      last = low + (high - low + 1) / 2;
      if (attempt.fits(last)) {
        low = last;
      } else {
        high = last - 1;
        last = -1;
      }
    }
    return low == last || attempt.fits(low);
  }

  private boolean attempt(EventDraft draft, int frames, int mostText, int mostFields) {
    int most = format.settings().maxEventBytes();
    out.truncate(0);
    text.reset();
    head(draft, mostText);
    int dropped = fields.write(draft, mostText, mostFields, most);
    if (mostFields > 0) {
      markers(draft, most);
    }
    // The depth that is asked for is no loss; the trace itself says that it goes on.
    boolean cut = errors.write(draft, frames, mostText, most)
        && frames < format.settings().stackDepth();
    if (cut || text.cut() || dropped > 0) {
      out.ascii(",\"truncated\":true");
    }
    if (dropped > 0) {
      out.ascii(",\"dropped_fields\":");
      out.number(dropped);
    }
    out.raw(END);
    return out.length() <= most;
  }

  private void head(EventDraft draft, int mostText) {
    Schema schema = format.settings().schema();
    out.raw(keys[0]);
    timestamps.write(out, draft.origin.second, draft.origin.nanos);
    out.raw(keys[1]);
    out.ascii(schema.level(draft.severity));
    out.raw('"');
    String constant = schema.constant(draft.severity);
    if (constant != null) {
      out.ascii(constant);
    }
    name(2, draft.event);
    CharSequence message = draft.message;
    if (message == null && (draft.event == null || schema.needsMessage())) {
      message = draft.event == null ? "null" : draft.event;
    }
    message(message, draft.message == null ? Math.min(mostText, MOST_NAME) : mostText);
    name(4, draft.logger);
    name(5, draft.origin.thread);
  }

  private void name(int key, @Nullable String value) {
    if (value != null) {
      out.raw(keys[key]);
      out.raw('"');
      format.names().write(value, out, text, MOST_NAME);
      out.raw('"');
    }
  }

  private void message(@Nullable CharSequence message, int most) {
    if (message == null) {
      return;
    }
    out.raw(keys[3]);
    out.raw('"');
    if (message instanceof String string && string.length() <= LEAST_TEXT) {
      format.messages().write(string, out, text, most);
    } else {
      text.text(message, most);
    }
    out.raw('"');
  }

  private void markers(EventDraft draft, int end) {
    if (draft.markerCount == 0 || out.length() > end - MOST_NAME) {
      return;
    }
    out.raw(keys[6]);
    for (int i = 0; i < draft.markerCount && i < 8; i++) {
      if (i > 0) {
        out.raw(',');
      }
      text.quoted(draft.markers[i], LEAST_TEXT);
    }
    out.raw(']');
  }
}
