// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has in the MDC of our provider: a text, or a stack of texts, for each key. Texts
 * are kept as fields, as each goes into many events.
 */
public final class MdcEntries {

  private static final ThreadLocal<@Nullable MdcEntries> CURRENT = new ThreadLocal<>();

  private final Map<String, Field> texts = new LinkedHashMap<>();
  private final Map<String, Deque<String>> stacks = new LinkedHashMap<>();

  private MdcEntries() {}

  /** {@return the entries of this thread, or null if it has none} */
  public static @Nullable MdcEntries current() {
    return CURRENT.get();
  }

  /** {@return the entries of this thread, to add to} */
  public static MdcEntries own() {
    MdcEntries entries = CURRENT.get();
    if (entries == null) {
      entries = new MdcEntries();
      CURRENT.set(entries);
    }
    return entries;
  }

  /** Removes all texts; the thread keeps nothing if there are no stacks either. */
  public static void clear() {
    MdcEntries entries = CURRENT.get();
    if (entries == null) {
      return;
    }
    entries.texts.clear();
    entries.forgetIfEmpty();
  }

  /**
   * Sets or removes a text.
   *
   * @param key the key
   * @param text the text; null is kept as a value
   */
  public void put(String key, @Nullable String text) {
    texts.put(key, Field.of(key, text));
  }

  /**
   * Removes a text.
   *
   * @param key the key
   */
  public void remove(String key) {
    texts.remove(key);
    forgetIfEmpty();
  }

  private void forgetIfEmpty() {
    if (texts.isEmpty() && stacks.isEmpty()) {
      CURRENT.remove();
    }
  }

  /**
   * Finds a text.
   *
   * @param key the key
   * @return the text, or null
   */
  public @Nullable String find(String key) {
    Field field = texts.get(key);
    return field == null ? null : (String) field.value();
  }

  /** {@return a copy of the texts} */
  public Map<String, @Nullable String> copy() {
    Map<String, @Nullable String> copy = new HashMap<>();
    for (String key : texts.keySet()) {
      copy.put(key, find(key));
    }
    return copy;
  }

  /**
   * Adds a text to a stack.
   *
   * @param key the key of the stack
   * @param text the text
   */
  public void push(String key, String text) {
    stacks.computeIfAbsent(key, unused -> new ArrayDeque<>()).push(text);
  }

  /**
   * Takes the last text from a stack.
   *
   * @param key the key of the stack
   * @return the text, or null if there is none
   */
  public @Nullable String pop(String key) {
    Deque<String> stack = stacks.get(key);
    String text = stack == null ? null : stack.poll();
    if (stack != null && stack.isEmpty()) {
      stacks.remove(key);
      forgetIfEmpty();
    }
    return text;
  }

  /**
   * Copies a stack.
   *
   * @param key the key of the stack
   * @return the texts, the last one first, or null if there is no such stack
   */
  public @Nullable Deque<String> copy(String key) {
    Deque<String> stack = stacks.get(key);
    return stack == null ? null : new ArrayDeque<>(stack);
  }

  /**
   * Removes a stack.
   *
   * @param key the key of the stack
   */
  public void clear(String key) {
    stacks.remove(key);
    forgetIfEmpty();
  }

  Map<String, Field> texts() {
    return texts;
  }

  Map<String, Deque<String>> stacks() {
    return stacks;
  }
}
