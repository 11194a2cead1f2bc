// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;

/** The one state of a service, which only ever moves forwards. */
final class States {

  private final AtomicReference<LifecycleState> current =
      new AtomicReference<>(LifecycleState.STARTING);
  private final Service service;

  private volatile boolean started;
  private volatile boolean jvmExits;

  States(Service service) {
    this.service = service;
  }

  LifecycleState get() {
    return requireNonNull(current.get());
  }

  /** Whether the service has been running, whatever it is now. */
  boolean wasStarted() {
    return started;
  }

  /** Whether a shutdown has begun before the service was running. */
  boolean endedUnstarted() {
    return isAtLeast(LifecycleState.LAME_DUCK) && !started;
  }

  boolean isAtLeast(LifecycleState state) {
    return get().compareTo(state) >= 0;
  }

  /** The JVM exits, whoever wanted that; from now on threads may be stuck in it. */
  void jvmExits() {
    jvmExits = true;
  }

  boolean isJvmExiting() {
    return jvmExits;
  }

  /** Enters a state if it is ahead; the state before. */
  LifecycleState enter(LifecycleState to) {
    LifecycleState from = current.getAndUpdate(now -> now.compareTo(to) < 0 ? to : now);
    if (from == LifecycleState.RUNNING
        || (from == LifecycleState.STARTING && to == LifecycleState.RUNNING)) {
      started = true;
    }
    if (from.compareTo(to) < 0) {
      service.stateChanged(from, to);
    }
    return from;
  }
}
