// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stack trace: each frame once, as those that a cause shares with what it caused are only
 * counted. Not safe for use by many threads.
 */
final class StackWriter {

  /** Between what the lines of a trace stand. */
  enum Shape {
    /** A JSON array with a string for each line. */
    ARRAY("[", "\"", ",\"", "  ", "\"", "]"),
    /** One JSON string. */
    STRING("\"", "", "\\n", "\\t", "", "\""),
    /** Lines of a terminal. */
    LINES("", "  ", "\n  ", "  ", "", "");

    private final String open;
    private final String beforeFirst;
    private final String beforeNext;
    private final String indent;
    private final String afterEach;
    private final String close;

    Shape(
        String open,
        String beforeFirst,
        String beforeNext,
        String indent,
        String afterEach,
        String close) {
      this.open = open;
      this.beforeFirst = beforeFirst;
      this.beforeNext = beforeNext;
      this.indent = indent;
      this.afterEach = afterEach;
      this.close = close;
    }
  }

  private static final int MOST_IDENTIFIER = 512;

  private final JsonBuffer out;
  private final TextWriter text;
  private final PlainNames names;
  private final Shape shape;
  private final boolean rootFirst;
  private boolean first;
  private int depth;
  private int mostText;
  private int end;
  private boolean cut;

  StackWriter(LineFormat format, JsonBuffer out, TextWriter text, Shape shape) {
    this.out = out;
    this.text = text;
    this.names = format.names();
    this.shape = shape;
    this.rootFirst = format.settings().rootFirst();
  }

  /** Writes a trace and answers whether frames were left out. */
  boolean write(Thrown thrown, int depth, int mostText, int end) {
    this.depth = depth;
    this.mostText = mostText;
    this.end = end;
    first = true;
    cut = false;
    out.ascii(shape.open);
    chain(thrown, null, "");
    out.ascii(shape.close);
    return cut;
  }

  private void chain(Thrown thrown, @Nullable Thrown enclosing, String indent) {
    List<Thrown> chain = new ArrayList<>();
    for (Thrown next = thrown; next != null; next = next.cause()) {
      chain.add(next);
    }
    int last = chain.size() - 1;
    for (int i = 0; i <= last && out.length() <= end; i++) {
      Thrown one = chain.get(rootFirst ? last - i : i);
      Thrown before = i == 0 ? enclosing : chain.get(rootFirst ? last - i + 1 : i - 1);
      String label = i == 0 ? "" : rootFirst ? "Wrapped by: " : "Caused by: ";
      single(one, before, label, indent);
    }
  }

  private void single(Thrown one, @Nullable Thrown before, String label, String indent) {
    begin(indent);
    out.ascii(label);
    headline(one);
    finish();
    int shared = before == null ? 0 : shared(one.frames(), before.frames());
    int own = one.frames().length - shared;
    int shown = Math.min(own, depth);
    for (int i = 0; i < shown && out.length() <= end; i++) {
      begin(indent);
      indent();
      frame(one.frames()[i]);
      finish();
    }
    rest(own - shown, shared, indent);
    List<Thrown> others = one.suppressed();
    for (int i = 0; i < others.size(); i++) {
      Thrown suppressed = others.get(i);
      if (out.length() > end) {
        return;
      }
      begin(indent);
      indent();
      out.ascii("Suppressed:");
      finish();
      chain(suppressed, one, indent + "  ");
    }
  }

  private void headline(Thrown one) {
    name(one.type());
    if (one.message() != null) {
      out.ascii(": ");
      text.text(one.message(), mostText);
    }
  }

  private void rest(int leftOut, int shared, String indent) {
    if (leftOut > 0) {
      cut = true;
    }
    if (leftOut + shared == 0) {
      return;
    }
    begin(indent);
    indent();
    out.ascii("... ");
    out.number(leftOut + shared);
    out.ascii(leftOut > 0 ? " more" : " in common");
    finish();
  }

  private static int shared(StackTraceElement[] frames, StackTraceElement[] others) {
    int count = 0;
    while (count < frames.length
        && count < others.length
        && frames[frames.length - 1 - count].equals(others[others.length - 1 - count])) {
      count++;
    }
    return count;
  }

  private void frame(StackTraceElement frame) {
    out.ascii("at ");
    name(frame.getClassName());
    out.raw('.');
    name(frame.getMethodName());
    out.raw('(');
    if (frame.isNativeMethod()) {
      out.ascii("Native Method");
    } else if (frame.getFileName() == null) {
      out.ascii("Unknown Source");
    } else {
      name(frame.getFileName());
      if (frame.getLineNumber() >= 0) {
        out.raw(':');
        out.number(frame.getLineNumber());
      }
    }
    out.raw(')');
  }

  private void name(String name) {
    names.write(name, out, text, MOST_IDENTIFIER);
  }

  private void begin(String indent) {
    out.ascii(first ? shape.beforeFirst : shape.beforeNext);
    first = false;
    out.ascii(indent);
  }

  private void indent() {
    out.ascii(shape.indent);
  }

  private void finish() {
    out.ascii(shape.afterEach);
  }
}
