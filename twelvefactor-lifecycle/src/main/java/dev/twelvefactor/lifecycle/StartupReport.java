// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long the start took, and each {@link Lazy} since.
 *
 * @param sinceProcessStart from the start of the process until {@link
 *     ShutdownCoordinator#started()}; zero before that, and where the platform does not tell
 * @param sinceCreation from the making of the coordinator until then
 * @param lazies what was made lazily so far, in the order in which it was ready
 * @since 0.1.0
 */
public record StartupReport(Duration sinceProcessStart, Duration sinceCreation, List<Made> lazies) {

  static final StartupReport NOT_STARTED =
      new StartupReport(Duration.ZERO, Duration.ZERO, List.of());

  /** Copies what it is given. */
  public StartupReport {
    lazies = List.copyOf(lazies);
  }

  /**
   * A value that was made by a {@link Lazy}.
   *
   * @param name what the lazy is called
   * @param took how long making it took
   * @param thread the name of the thread that made it
   * @since 0.1.0
   */
  public record Made(String name, Duration took, String thread) {
    /** {@return name and time in milliseconds} */
    @Override
    public String toString() {
      return name + " " + took.toMillis() + " ms";
    }

    String toJson() {
      return new Json()
          .text("name", name)
          .number("took_ms", took.toMillis())
          .text("thread", thread)
          .end();
    }
  }

  static StartupReport now(Duration sinceCreation) {
    Duration sinceProcessStart = ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()))
        .orElse(Duration.ZERO);
    return new StartupReport(sinceProcessStart, sinceCreation, List.of());
  }

  /** {@return this as a JSON object} */
  public String toJson() {
    return new Json()
        .number("since_process_start_ms", sinceProcessStart.toMillis())
        .number("since_creation_ms", sinceCreation.toMillis())
        .raws("lazies", lazies.stream().map(Made::toJson).toList())
        .end();
  }
}
