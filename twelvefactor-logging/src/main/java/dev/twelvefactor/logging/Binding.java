// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLogger;

/**
 * Finds the logger of a name at whatever SLF4J is bound to.
 *
 * <p>While one thread binds SLF4J, all others get loggers that keep lines as text and play them back
 * later, by which an event would lose its fields. So they wait until that is over, which takes
 * milliseconds; only the thread that binds, and whoever it waits for, cannot.
 */
final class Binding {

  private static final long PATIENCE = Duration.ofSeconds(2).toNanos();
  private static final long PAUSE = Duration.ofMillis(1).toNanos();

  private Binding() {}

  static Logger logger(String name) {
    Logger logger = LoggerFactory.getLogger(name);
    if (!isSubstitute(logger) || isBinding()) {
      return logger;
    }
    boolean interrupted = false;
    long end = System.nanoTime() + PATIENCE;
    while (isSubstitute(logger) && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE);
      interrupted |= Thread.interrupted();
      logger = LoggerFactory.getLogger(name);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return logger;
  }

  /** Whether this is a logger from the time of the binding. */
  static boolean isSubstitute(Logger logger) {
    return logger instanceof SubstituteLogger;
  }

  /** Whether this thread is the one that binds, deeper in its stack. */
  private static boolean isBinding() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames.anyMatch(frame -> frame.getClassName().equals(LoggerFactory.class.getName())
                && frame.getMethodName().equals("performInitialization")));
  }
}
