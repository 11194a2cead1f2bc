// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells all observers, on a daemon thread. */
final class Observers {

  private final List<LifecycleObserver> observers;
  private final LifecycleLog log;
  private final Set<LifecycleObserver> reported = ConcurrentHashMap.newKeySet();
  private final Mailbox mailbox = new Mailbox("observers");

  Observers(List<LifecycleObserver> observers, LifecycleLog log) {
    this.observers = List.copyOf(observers);
    this.log = log;
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
        log.observerFailed(observer, e);
      }
    }
  }

  void flush(Duration limit) {
    if (!observers.isEmpty()) {
      boolean unused = mailbox.flush(limit);
    }
  }
}
