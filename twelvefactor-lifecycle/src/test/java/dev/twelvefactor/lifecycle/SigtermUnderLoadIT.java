// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.SigtermUnderLoad;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nothing is dropped; and the same harness sees drops where a service just stops its server. */
class SigtermUnderLoadIT {

  private static final int RUNS = Integer.getInteger("twelvefactor.lifecycle.sigterm.runs", 3);

  @Test
  void term_coordinatedOnSignal_dropsNothing() {
    for (int run = 0; run < RUNS; run++) {
      assertNothingDropped(load("signal"), 0);
    }
  }

  @Test
  void term_coordinatedInAHook_dropsNothing() {
    for (int run = 0; run < RUNS; run++) {
      assertNothingDropped(load("hook"), 143);
    }
  }

  private static void assertNothingDropped(SigtermUnderLoad.Outcome outcome, int exitCode) {
    System.out.println("SIGTERM under load: " + outcome);
    assertThat(outcome.drops()).isEmpty();
    assertThat(outcome.refused()).isZero();
    assertThat(outcome.failed()).isZero();
    assertThat(outcome.answered()).isEqualTo(outcome.sent()).isGreaterThanOrEqualTo(320);
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.untilExit()).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void term_serverStoppedInAHook_drops() {
    SigtermUnderLoad.Outcome outcome = load("naive");

    System.out.println("SIGTERM under load, stop(0) in a hook: " + outcome);
    assertThat(outcome.dropped()).isPositive();
  }

  private static SigtermUnderLoad.Outcome load(String mode) {
    int port = SigtermUnderLoad.freePort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return SigtermUnderLoad.of(
            java, "-cp", System.getProperty("java.class.path"), LoadedService.class.getName(), mode)
        .environment("PORT", Integer.toString(port))
        .environment("SHUTDOWN_TIMEOUT", "12s")
        .environment("SHUTDOWN_LAME_DUCK", "1500ms")
        .run(port, "/ready", "/work");
  }
}
