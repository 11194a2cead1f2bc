// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;

/**
 * Is told what happens; for metrics, and to pass readiness on to a framework.
 *
 * <p>All methods are called on one daemon thread, in order, and none of them holds the shutdown up.
 * One that throws is reported once, and ignored.
 *
 * @since 0.1.0
 */
public interface LifecycleObserver {

  /**
   * A state was entered.
   *
   * @param from the state before
   * @param to the state now
   */
  default void stateChanged(LifecycleState from, LifecycleState to) {}

  /**
   * The shutdown waits for work, every tenth of the total time and when it cancels.
   *
   * @param inFlight what it waits for
   * @param left how long it will wait until work is cancelled; zero when it is
   */
  default void waiting(InFlight inFlight, Duration left) {}

  /**
   * A closer has ended or was left behind.
   *
   * @param step which, and how
   */
  default void closed(ShutdownReport.Step step) {}

  /**
   * A {@link Lazy} that belongs to the coordinator has made its value.
   *
   * @param made which, and how long it took
   */
  default void made(StartupReport.Made made) {}

  /**
   * The shutdown has ended.
   *
   * @param report how it went
   */
  default void finished(ShutdownReport report) {}
}
