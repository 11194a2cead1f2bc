// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.logging.internal.MdcEntries;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.MDCAdapter;

/** The MDC of SLF4J: texts and stacks of texts, of each thread its own. */
final class ThreadMdc implements MDCAdapter {

  @Override
  public void put(String key, @Nullable String val) {
    MdcEntries.own().put(requireNonNull(key, "key"), val);
  }

  @Override
  public @Nullable String get(String key) {
    MdcEntries entries = MdcEntries.current();
    return entries == null ? null : entries.find(requireNonNull(key, "key"));
  }

  @Override
  public void remove(String key) {
    MdcEntries entries = MdcEntries.current();
    if (entries != null) {
      entries.remove(requireNonNull(key, "key"));
    }
  }

  @Override
  public void clear() {
    MdcEntries.clear();
  }

  @Override
  @SuppressWarnings("NullAway") // SLF4J is not annotated; its maps hold nulls nevertheless.
  public @Nullable Map<String, @Nullable String> getCopyOfContextMap() {
    MdcEntries entries = MdcEntries.current();
    return entries == null ? null : entries.copy();
  }

  @Override
  @SuppressWarnings("NullAway") // SLF4J is not annotated; its maps hold nulls nevertheless.
  public void setContextMap(@Nullable Map<String, @Nullable String> contextMap) {
    MdcEntries.clear();
    if (contextMap != null && !contextMap.isEmpty()) {
      contextMap.forEach(MdcEntries.own()::put);
    }
  }

  @Override
  public void pushByKey(@Nullable String key, @Nullable String value) {
    if (key != null && value != null) {
      MdcEntries.own().push(key, value);
    }
  }

  @Override
  public @Nullable String popByKey(@Nullable String key) {
    MdcEntries entries = MdcEntries.current();
    return entries == null || key == null ? null : entries.pop(key);
  }

  @Override
  public @Nullable Deque<String> getCopyOfDequeByKey(@Nullable String key) {
    MdcEntries entries = MdcEntries.current();
    return entries == null || key == null ? null : entries.copy(key);
  }

  @Override
  public void clearDequeByKey(@Nullable String key) {
    MdcEntries entries = MdcEntries.current();
    if (entries != null && key != null) {
      entries.clear(key);
    }
  }
}
