// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that never keep the JVM alive.
 *
 * @param name what they are called
 */
record Daemon(String name) implements ThreadFactory {

  @Override
  public Thread newThread(Runnable task) {
    return of(name, task);
  }

  static Thread of(String name, Runnable task) {
    Thread thread = new Thread(null, task, "twelvefactor-" + name, 0, false);
    thread.setDaemon(true);
    return thread;
  }

  static Thread start(String name, Runnable task) {
    Thread thread = of(name, task);
    thread.start();
    return thread;
  }
}
