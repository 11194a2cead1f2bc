// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Tells work to end, on threads of its own, so that a callback that hangs delays few others. */
final class Cancellation {

  private static final int MOST_THREADS = 8;

  private final PermitRegistry registry;

  Cancellation(PermitRegistry registry) {
    this.registry = registry;
  }

  /** Cancels what would not end by itself. */
  void cancelStreams() {
    List<Permit> streams = new ArrayList<>();
    for (Permit permit : registry.permits()) {
      if (permit.kind() == WorkKind.STREAM) {
        streams.add(permit);
      }
    }
    cancel(streams);
  }

  void cancelAll() {
    cancel(registry.permits());
  }

  /** Marks all as cancelled before the first callback runs. */
  private void cancel(List<Permit> permits) {
    Queue<Runnable> callbacks = new ConcurrentLinkedQueue<>();
    for (Permit permit : permits) {
      @Nullable Runnable callback = permit.cancel();
      if (callback != null) {
        callbacks.add(() -> registry.runCallback(permit, callback));
      }
    }
    int threads = Math.min(MOST_THREADS, callbacks.size());
    for (int i = 0; i < threads; i++) {
      Daemon.start("cancel-" + i, () -> runAll(callbacks));
    }
  }

  private static void runAll(Queue<Runnable> callbacks) {
    for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
      next.run();
    }
  }
}
