// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The fields that a thread adds to all its events, as a stack of frames.
 *
 * <p>Each frame holds all fields that are in force, so that reading is one look-up. The text of each
 * is mirrored in the MDC, for those who read that, and what was there comes back when the frame
 * ends. A frame that ends before one above it stays closed: whoever ends last restores the nearest
 * that is still open, so nothing leaks into the next task of the thread.
 */
public final class ContextFrame {

  private static final ThreadLocal<@Nullable ContextFrame> CURRENT = new ThreadLocal<>();
  private static final Field[] NONE = {};

  private final Field[] fields;
  private final @Nullable ContextFrame parent;
  private final Thread owner = Thread.currentThread();
  private final List<Mirrored> mirrored = new ArrayList<>();
  private boolean closed;

  private record Mirrored(String key, @Nullable String before) {}

  private ContextFrame(Field[] fields, @Nullable ContextFrame parent) {
    this.fields = fields;
    this.parent = parent;
  }

  /** {@return the fields that are in force on this thread; not to be changed} */
  public static Field[] currentFields() {
    ContextFrame frame = CURRENT.get();
    return frame == null ? NONE : frame.fields;
  }

  /**
   * {@return whether a field of this key is in force on this thread}
   *
   * @param key the key
   */
  public static boolean has(String key) {
    return has(currentFields(), 0, key);
  }

  /**
   * Puts a frame on top of this thread's.
   *
   * @param more fields that are added to those in force, and win over them
   * @return the frame
   */
  public static ContextFrame open(Field... more) {
    return push(merged(currentFields(), more), NONE, more);
  }

  /**
   * Puts a frame on top of this thread's that shows nothing of those below.
   *
   * @param all the fields in force while it is open
   * @return the frame
   */
  public static ContextFrame openOnly(Field... all) {
    return push(all, currentFields(), all);
  }

  private static ContextFrame push(Field[] fields, Field[] hidden, Field[] mirrored) {
    ContextFrame frame = new ContextFrame(fields, CURRENT.get());
    CURRENT.set(frame);
    for (Field field : hidden) {
      frame.hide(field);
    }
    for (Field field : mirrored) {
      frame.mirror(field);
    }
    return frame;
  }

  /**
   * Adds fields to fields.
   *
   * @param fields those there are
   * @param more those that win
   * @return all, each key once
   */
  public static Field[] merged(Field[] fields, Field... more) {
    List<Field> result = new ArrayList<>(fields.length + more.length);
    for (Field field : fields) {
      if (!has(more, 0, field.key())) {
        result.add(field);
      }
    }
    for (int i = 0; i < more.length; i++) {
      if (!has(more, i + 1, more[i].key())) {
        result.add(more[i]);
      }
    }
    return result.toArray(NONE);
  }

  private static boolean has(Field[] fields, int from, String key) {
    for (int i = from; i < fields.length; i++) {
      if (fields[i].key().equals(key)) {
        return true;
      }
    }
    return false;
  }

  private void hide(Field field) {
    try {
      String before = MDC.get(field.key());
      MDC.remove(field.key());
      mirrored.add(new Mirrored(field.key(), before));
    } catch (RuntimeException refused) {
      // As below.
    }
  }

  private void mirror(Field field) {
    try {
      String before = MDC.get(field.key());
      MDC.put(field.key(), mirrorText(field));
      mirrored.add(new Mirrored(field.key(), before));
    } catch (RuntimeException refused) {
      // A foreign MDC may refuse a key; the context itself does not depend on it.
    }
  }

  /**
   * The text of a field as the MDC has it.
   *
   * @param field a field of a context
   * @return its redacted text
   */
  public static String mirrorText(Field field) {
    return field.mirrorText();
  }

  /**
   * Ends the frame and restores what was before it. Twice does nothing.
   *
   * @return whether this is the thread that opened it; on another one, nothing has been done
   */
  public boolean close() {
    if (owner != Thread.currentThread()) {
      return false;
    }
    closed = true;
    ContextFrame top = CURRENT.get();
    while (top != null && top.closed) {
      top.restoreMirrored();
      top = top.parent;
    }
    if (top == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(top);
    }
    return true;
  }

  /** Ends the frame with all above it that somebody has forgotten to close. */
  public void end() {
    for (ContextFrame top = CURRENT.get(); top != null && top != this; top = top.parent) {
      top.closed = true;
    }
    boolean here = close();
    assert here : "a frame that ends with a block ends on its thread";
  }

  private void restoreMirrored() {
    for (int i = mirrored.size() - 1; i >= 0; i--) {
      Mirrored entry = mirrored.get(i);
      if (entry.before == null) {
        MDC.remove(entry.key);
      } else {
        MDC.put(entry.key, entry.before);
      }
    }
    mirrored.clear();
  }
}
