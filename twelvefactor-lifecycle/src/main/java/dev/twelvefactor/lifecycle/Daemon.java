// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/** Threads that never keep the JVM alive. */
final class Daemon {

  private Daemon() {}

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
