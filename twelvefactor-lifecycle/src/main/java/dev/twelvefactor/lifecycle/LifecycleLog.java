// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import dev.twelvefactor.lifecycle.ShutdownReport.Result;
import dev.twelvefactor.lifecycle.ShutdownReport.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Every event that the coordinator logs. All are logged on one daemon thread. */
final class LifecycleLog {

  private static final Logger log = LoggerFactory.getLogger(ShutdownCoordinator.class);

  private final Mailbox mailbox = new Mailbox("log");

  /** Waits until all events are with the logging backend. */
  void flush(Duration limit) {
    boolean unused = mailbox.flush(limit);
  }

  void state(LifecycleState from, LifecycleState to) {
    mailbox.post(() -> log.debug("lifecycle_state from={} to={}", from, to));
  }

  void noSignals(String name, Throwable cause) {
    mailbox.post(() -> log.warn(
        "lifecycle_no_signals: SIG{} cannot be handled here ({}); shutdown runs in a JVM hook"
            + " instead, and the exit code cannot be chosen",
        name,
        cause.toString()));
  }

  void started(StartupReport report) {
    mailbox.post(() -> event(Level.INFO)
        .addKeyValue("since_process_start_ms", report.sinceProcessStart().toMillis())
        .addKeyValue("since_creation_ms", report.sinceCreation().toMillis())
        .addKeyValue("lazies", joined(report.lazies()))
        .log("service_started"));
  }

  void made(StartupReport.Made made) {
    mailbox.post(() -> log.debug(
        "lazy_made name={} took_ms={} thread={}",
        made.name(),
        made.took().toMillis(),
        made.thread()));
  }

  void warmUpFailed(String name, Throwable failure) {
    mailbox.post(() -> log.warn(
        "warm_up_failed name={}: the service stays not ready until it is warmed up again",
        name,
        failure));
  }

  void waiting(InFlight inFlight, Duration left) {
    stillThere("shutdown_waiting", inFlight, left);
  }

  void cancelling(InFlight inFlight) {
    stillThere("shutdown_cancelling", inFlight, Duration.ZERO);
  }

  void abandoned(InFlight inFlight) {
    stillThere("shutdown_abandoned_work", inFlight, Duration.ZERO);
  }

  private void stillThere(String name, InFlight inFlight, Duration left) {
    mailbox.post(() -> event(Level.WARN)
        .addKeyValue("in_flight", inFlight.count())
        .addKeyValue("kinds", inFlight.kinds())
        .addKeyValue("left_ms", left.toMillis())
        .addKeyValue("oldest", joined(inFlight.oldest()))
        .addKeyValue("stacks", stacks(inFlight.oldest()))
        .log(name));
  }

  private static String stacks(List<InFlight.Work> oldest) {
    StringBuilder stacks = new StringBuilder();
    for (InFlight.Work work : oldest) {
      stacks.append('"').append(work.thread()).append("\" ").append(work.label());
      work.stack().forEach(frame -> stacks.append("\n\tat ").append(frame));
      stacks.append('\n');
    }
    return stacks.toString();
  }

  void closed(Step step) {
    if (step.result() == Result.CLOSED) {
      mailbox.post(() -> log.debug("shutdown_closed step=\"{}\"", step));
      return;
    }
    if (step.phase() == Phase.LOGGING) {
      Stderr.write("shutdown_closer_failed step=\"" + step + "\"");
      return;
    }
    mailbox.post(() -> log.warn("shutdown_closer_failed step=\"{}\"", step, step.failure()));
  }

  /** On standard error too: the failure may be the logging backend's, or come after its end. */
  void stageFailed(String stage, Throwable failure) {
    mailbox.post(() ->
        log.warn("shutdown_stage_failed stage=\"{}\": the later ones still run", stage, failure));
    Stderr.write("shutdown_stage_failed stage=\"" + stage + "\": " + failure);
  }

  void callbackFailed(Permit permit, Throwable failure) {
    mailbox.post(() -> log.warn("shutdown_cancel_callback_failed work=\"{}\"", permit, failure));
  }

  void observerFailed(LifecycleObserver observer, Throwable failure) {
    mailbox.post(() -> log.warn(
        "lifecycle_observer_failed observer={}: further failures of it are ignored",
        observer.getClass().getName(),
        failure));
  }

  void finished(ShutdownReport report) {
    mailbox.post(() -> event(Level.INFO)
        .addKeyValue("reason", report.reason())
        .addKeyValue("outcome", report.outcome())
        .addKeyValue("exit_code", report.exitCode())
        .addKeyValue("took_ms", report.took().toMillis())
        .addKeyValue("timeline_ms", report.states())
        .addKeyValue("in_flight", report.inFlight())
        .addKeyValue("finished", report.finished())
        .addKeyValue("refused", report.refused())
        .addKeyValue("cancelled", report.cancelled().count())
        .addKeyValue("abandoned", report.abandoned().count())
        .addKeyValue("closed_twice", report.closedTwice())
        .addKeyValue("steps", joined(report.steps()))
        .log("shutdown_finished"));
  }

  private static String joined(List<?> parts) {
    return parts.stream().map(Object::toString).collect(Collectors.joining("; "));
  }

  private static LoggingEventBuilder event(Level level) {
    return log.atLevel(level);
  }
}
