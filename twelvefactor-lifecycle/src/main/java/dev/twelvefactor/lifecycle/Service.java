// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.List;

/** The parts of a coordinator, and where their news goes: the log and the observers. */
final class Service {

  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final ShutdownCoordinatorBuilder.Jvm jvm;
  private final boolean interrupts;
  private final LifecycleLog log = new LifecycleLog();
  private final Observers observers;
  private final PermitRegistry registry;
  private final Census census;
  private final Closers closers = new Closers();
  private final States states;

  Service(
      ShutdownCoordinatorBuilder.Jvm jvm, List<LifecycleObserver> observers, boolean interrupts) {
    this.jvm = jvm;
    this.interrupts = interrupts;
    this.observers = new Observers(observers, log);
    this.registry = new PermitRegistry(jvm, log);
    this.census = new Census(jvm, registry);
    this.states = new States(this);
  }

  ShutdownCoordinatorBuilder.Jvm jvm() {
    return jvm;
  }

  LifecycleLog log() {
    return log;
  }

  PermitRegistry registry() {
    return registry;
  }

  Census census() {
    return census;
  }

  Closers closers() {
    return closers;
  }

  States states() {
    return states;
  }

  void stateChanged(LifecycleState from, LifecycleState to) {
    log.state(from, to);
    observers.tell(observer -> observer.stateChanged(from, to));
  }

  void waiting(InFlight inFlight, Duration left) {
    log.waiting(inFlight, left);
    observers.tell(observer -> observer.waiting(inFlight, left));
  }

  void cancelling(InFlight inFlight) {
    log.cancelling(inFlight);
    observers.tell(observer -> observer.waiting(inFlight, Duration.ZERO));
  }

  void abandoned(InFlight inFlight) {
    log.abandoned(inFlight);
  }

  /** Interrupts the threads that work, if that was asked for. */
  void interruptWork() {
    if (interrupts) {
      for (Permit permit : census.newestByThread()) {
        Thread thread = permit.thread();
        if (thread != null) {
          thread.interrupt();
        }
      }
    }
  }

  void closed(ShutdownReport.Step step) {
    log.closed(step);
    observers.tell(observer -> observer.closed(step));
  }

  void made(StartupReport.Made made) {
    log.made(made);
    observers.tell(observer -> observer.made(made));
  }

  /** Writes the summary while there still is a log. */
  void finished(ShutdownReport report) {
    log.finished(report);
    log.flush(PATIENCE);
  }

  void tellEnd(ShutdownReport report) {
    observers.tell(observer -> observer.finished(report));
    observers.flush(PATIENCE);
  }
}
