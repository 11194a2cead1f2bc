// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was in flight at one moment.
 *
 * @param count how many permits, refusals not yet answered included, and passes of gates
 * @param byKind how many permits of each kind there is one of
 * @param oldest the permits that are longest in flight, oldest first; at most 20
 * @param gates the gates that somebody is in, with how many
 * @since 0.1.0
 */
public record InFlight(
    long count, Map<WorkKind, Integer> byKind, List<Work> oldest, Map<String, Long> gates) {

  static final InFlight NONE = new InFlight(0, Map.of(), List.of(), Map.of());

  /** Copies what it is given. */
  public InFlight {
    byKind = Map.copyOf(byKind);
    oldest = List.copyOf(oldest);
    gates = Map.copyOf(gates);
  }

  /**
   * One permit in flight.
   *
   * @param kind what kind of work it is
   * @param label what it is called
   * @param age how long ago it began
   * @param thread the name of the thread that does it; empty if none is known
   * @param stack where that thread was; empty if none is known or it has ended
   * @param refused whether it is a refusal that has not left yet
   * @param exiting whether its thread waits in {@link System#exit}, and so will never end
   * @since 0.1.0
   */
  public record Work(
      WorkKind kind,
      String label,
      Duration age,
      String thread,
      List<StackTraceElement> stack,
      boolean refused,
      boolean exiting) {

    /** Copies what it is given. */
    public Work {
      stack = List.copyOf(stack);
    }

    /** {@return kind, age, label and the topmost frame, on one line} */
    @Override
    public String toString() {
      String at = stack.isEmpty() ? "" : ", at " + stack.get(0);
      return kind.name().toLowerCase(Locale.ROOT) + " " + age.toMillis() + " ms " + label
          + (refused ? " (refused)" : "") + (exiting ? " (in System.exit)" : "") + at;
    }

    String toJson() {
      return new Json()
          .text("kind", kind.name())
          .text("label", label)
          .number("age_ms", age.toMillis())
          .text("thread", thread)
          .texts("stack", stack.stream().map(StackTraceElement::toString).toList())
          .raw("refused", Boolean.toString(refused))
          .raw("exiting", Boolean.toString(exiting))
          .end();
    }
  }

  /** The numbers by kind, as {@code HTTP 2, JOB 1}. */
  String kinds() {
    String kinds = Stream.of(WorkKind.values())
        .filter(byKind::containsKey)
        .map(kind -> kind + " " + byKind.get(kind))
        .collect(Collectors.joining(", "));
    String inGates = gates.entrySet().stream()
        .map(entry -> "gate " + entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
    return kinds + (kinds.isEmpty() || inGates.isEmpty() ? "" : ", ") + inGates;
  }

  /** {@return this as a JSON object} */
  public String toJson() {
    Json kinds = new Json();
    byKind.forEach((kind, number) -> kinds.number(kind.name(), number));
    Json inGates = new Json();
    gates.forEach(inGates::number);
    return new Json()
        .number("count", count)
        .raw("by_kind", kinds.end())
        .raw("gates", inGates.end())
        .raws("oldest", oldest.stream().map(Work::toJson).toList())
        .end();
  }
}
