// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

/** Writes the exception of an event as its schema has it. Not safe for use by many threads. */
final class ErrorWriter {

  private final Schema schema;
  private final JsonBuffer out;
  private final TextWriter text;
  private final StackWriter stacks;

  ErrorWriter(LineFormat format, JsonBuffer out, TextWriter text) {
    this.schema = format.settings().schema();
    this.out = out;
    this.text = text;
    StackWriter.Shape shape =
        schema == Schema.DEFAULT ? StackWriter.Shape.ARRAY : StackWriter.Shape.STRING;
    this.stacks = new StackWriter(format, out, text, shape);
  }

  /**
   * Writes the exception, if there is one.
   *
   * @param frames how many frames of each; with 0 no stack is written at all
   * @return whether frames were left out
   */
  boolean write(EventDraft draft, int frames, int mostText, int end) {
    Thrown thrown = draft.thrown;
    if (thrown == null) {
      return false;
    }
    if (schema == Schema.DEFAULT) {
      return nested(thrown, frames, mostText, end);
    }
    if (schema == Schema.ECS) {
      part(",\"error.type\":", thrown.type(), EventEncoder.MOST_NAME);
      String message = thrown.message();
      if (message != null) {
        part(",\"error.message\":", message, mostText);
      }
      return stack(",\"error.stack_trace\":", thrown, frames, mostText, end);
    }
    return stack(",\"stack_trace\":", thrown, frames, mostText, end);
  }

  private boolean nested(Thrown thrown, int frames, int mostText, int end) {
    part(",\"error\":{\"type\":", thrown.type(), EventEncoder.MOST_NAME);
    String message = thrown.message();
    if (message != null) {
      part(",\"message\":", message, mostText);
    }
    Thrown root = thrown.root();
    if (root != thrown) {
      out.ascii(",\"root_cause\":\"");
      text.text(root.type(), EventEncoder.MOST_NAME);
      if (root.message() != null) {
        out.ascii(": ");
        text.text(root.message(), mostText);
      }
      out.raw('"');
    }
    boolean cut = stack(",\"stack\":", thrown, frames, mostText, end);
    out.raw('}');
    return cut;
  }

  private void part(String key, String value, int most) {
    out.ascii(key);
    text.quoted(value, most);
  }

  private boolean stack(String key, Thrown thrown, int frames, int mostText, int end) {
    if (frames == 0) {
      return true;
    }
    out.ascii(key);
    return stacks.write(thrown, frames, mostText, end);
  }
}
