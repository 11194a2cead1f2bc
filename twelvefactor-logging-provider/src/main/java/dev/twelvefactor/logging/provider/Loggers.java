// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.LogSettings;
import dev.twelvefactor.logging.internal.Severity;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** All loggers and their levels. Safe for use by many threads. */
final class Loggers implements ILoggerFactory {

  private static final class Standard {
    static final Loggers INSTANCE = new Loggers(Journal.standard().settings());
  }

  private final Map<String, EventLogger> loggers = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Severity> configured;
  private final Severity standard;
  private volatile Map<String, Severity> levels;
  private volatile @Nullable Runnable onChange;

  Loggers(LogSettings settings) {
    configured = settings.levels();
    standard = settings.level();
    levels = configured;
  }

  static Loggers instance() {
    return Standard.INSTANCE;
  }

  @Override
  public Logger getLogger(String name) {
    return logger(name);
  }

  EventLogger logger(String name) {
    EventLogger known = loggers.get(name);
    if (known != null) {
      return known;
    }
    EventLogger made = new EventLogger(name, least(name));
    EventLogger other = loggers.putIfAbsent(name, made);
    EventLogger logger = other == null ? made : other;
    // The levels may have changed between the look and the put.
    logger.least(least(name));
    return logger;
  }

  /** The level of the longest configured name that is the logger's or a parent of it. */
  Severity least(String name) {
    Map<String, Severity> current = levels;
    for (String prefix = name; !prefix.isEmpty(); prefix = parent(prefix)) {
      Severity level = current.get(prefix);
      if (level != null) {
        return level;
      }
    }
    return current.getOrDefault("", standard);
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** Sets the level of a name and of all below it; null goes back to what was configured. */
  void level(String name, @Nullable Severity level) {
    lock.lock();
    try {
      Map<String, Severity> changed = new TreeMap<>(levels);
      Severity wanted = level == null ? configured.get(name) : level;
      if (wanted == null) {
        changed.remove(name);
      } else {
        changed.put(name, wanted);
      }
      levels = changed;
      loggers.forEach((key, logger) -> logger.least(least(key)));
      Runnable action = onChange;
      if (action != null) {
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The names that have a level of their own. */
  Map<String, Severity> levels() {
    return levels;
  }

  void onChange(Runnable action) {
    onChange = action;
  }
}
