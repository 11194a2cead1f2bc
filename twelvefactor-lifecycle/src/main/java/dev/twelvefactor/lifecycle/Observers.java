// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Tells all observers, on a daemon thread. */
final class Observers {

  private final List<LifecycleObserver> observers;
  private final BiConsumer<LifecycleObserver, Throwable> failed;
  private final Set<LifecycleObserver> reported = ConcurrentHashMap.newKeySet();
  private final Mailbox mailbox = new Mailbox("observers");

  Observers(List<LifecycleObserver> observers, BiConsumer<LifecycleObserver, Throwable> failed) {
    this.observers = List.copyOf(observers);
    this.failed = failed;
  }

  void tell(Consumer<LifecycleObserver> event) {
    if (!observers.isEmpty()) {
      mailbox.post(() -> observers.forEach(observer -> tell(observer, event)));
    }
  }

  private void tell(LifecycleObserver observer, Consumer<LifecycleObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      if (reported.add(observer)) {
        failed.accept(observer, e);
      }
    }
  }

  void flush(Duration limit) {
    if (!observers.isEmpty()) {
      boolean unused = mailbox.flush(limit);
    }
  }
}
