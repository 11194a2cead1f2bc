// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a shutdown went.
 *
 * @param reason what caused it, as {@code SIGTERM}
 * @param outcome whether anything was cut short
 * @param exitCode what the process exits with if the shutdown came by a signal
 * @param took how long it took
 * @param timeline when each state was entered
 * @param inFlight how many permits were open when it began
 * @param finished how many admitted permits were closed since it began
 * @param refused how many permits were refused
 * @param closedTwice how often a permit was closed that had been closed before, since the start
 * @param cancelled what was in flight when work was cancelled; {@code count} 0 if none was
 * @param abandoned what was still in flight when closing began; {@code count} 0 if nothing was
 * @param steps the closers, in the order in which they ended
 * @since 0.1.0
 */
public record ShutdownReport(
    String reason,
    Outcome outcome,
    int exitCode,
    Duration took,
    List<Entry> timeline,
    long inFlight,
    long finished,
    long refused,
    long closedTwice,
    InFlight cancelled,
    InFlight abandoned,
    List<Step> steps) {

  /** Copies what it is given. */
  public ShutdownReport {
    timeline = List.copyOf(timeline);
    steps = List.copyOf(steps);
  }

  /**
   * Whether a shutdown cut anything short.
   *
   * @since 0.1.0
   */
  public enum Outcome {
    /** All work was done and all closers ended well. Exit code 0. */
    CLEAN,
    /**
     * Work was cancelled or left behind, a closer failed or was left behind, or a step of the shutdown
     * itself failed, which the log tells. Exit code 70.
     */
    INCOMPLETE
  }

  /**
   * When a state was entered.
   *
   * @param state the state
   * @param offset the time since the shutdown began
   * @since 0.1.0
   */
  public record Entry(LifecycleState state, Duration offset) {
    /** {@return state and offset in milliseconds} */
    @Override
    public String toString() {
      return state + "+" + offset.toMillis();
    }
  }

  /**
   * One closer that has run.
   *
   * @param phase the phase it belongs to
   * @param name what it is called
   * @param offset when it began, since the shutdown began
   * @param took how long it took, or after which time it was left behind
   * @param result how it ended
   * @param failure what it threw; null unless the result is {@link Result#FAILED}
   * @since 0.1.0
   */
  public record Step(
      Phase phase,
      String name,
      Duration offset,
      Duration took,
      Result result,
      @Nullable Throwable failure) {

    /** {@return name, result and time in milliseconds} */
    @Override
    public String toString() {
      return phase + " " + name + " " + result + " " + took.toMillis() + " ms"
          + (failure == null ? "" : " " + failure);
    }

    String toJson() {
      return new Json()
          .text("phase", phase.name())
          .text("name", name)
          .number("offset_ms", offset.toMillis())
          .number("took_ms", took.toMillis())
          .text("result", result.name())
          .text("failure", failure == null ? "" : failure.toString())
          .end();
    }
  }

  /**
   * How a closer ended.
   *
   * @since 0.1.0
   */
  public enum Result {
    /** It returned. */
    CLOSED,
    /** It threw, or no thread was to be had for it. */
    FAILED,
    /** It took longer than its share of the time; its thread was interrupted and left behind. */
    ABANDONED,
    /** It called {@link System#exit}, which never returns during a shutdown. */
    EXITING
  }

  /** The states with their offsets on one line. */
  String states() {
    return timeline.stream().map(Entry::toString).collect(Collectors.joining(" "));
  }

  /** {@return this as a JSON object} */
  public String toJson() {
    Json states = new Json();
    timeline.forEach(entry -> states.number(entry.state().name(), entry.offset().toMillis()));
    return new Json()
        .text("reason", reason)
        .text("outcome", outcome.name())
        .number("exit_code", exitCode)
        .number("took_ms", took.toMillis())
        .raw("timeline_ms", states.end())
        .number("in_flight", inFlight)
        .number("finished", finished)
        .number("refused", refused)
        .number("closed_twice", closedTwice)
        .raw("cancelled", cancelled.toJson())
        .raw("abandoned", abandoned.toJson())
        .raws("steps", steps.stream().map(Step::toJson).toList())
        .end();
  }
}
