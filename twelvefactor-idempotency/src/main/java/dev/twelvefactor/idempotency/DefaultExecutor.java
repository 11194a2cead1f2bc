// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A virtual thread for each task where there are such, else a daemon thread. */
final class DefaultExecutor {

  private static final Executor SHARED = create();

  private DefaultExecutor() {}

  static Executor shared() {
    return SHARED;
  }

  /** By reflection, since this is compiled for Java 17. */
  private static Executor create() {
    try {
      return (Executor)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException before21) {
      return Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "twelvefactor-idempotency-async");
        thread.setDaemon(true);
        return thread;
      });
    }
  }
}
