// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, real signals, real exit codes. */
class ProcessIT {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So long that whatever a test waits for cannot have come by the end of the time. */
  static final String UNHURRIED = "600s";

  static ChildJvm start(String scenario, String timeout, String... jvmArguments) {
    ChildJvm child = ChildJvm.of(Scenarios.class, scenario)
        .jvmArguments(jvmArguments)
        .jvmArguments("-Dorg.slf4j.simpleLogger.defaultLogLevel=info")
        .environment("SHUTDOWN_TIMEOUT", timeout)
        .environment("SHUTDOWN_LAME_DUCK", "0s")
        .start();
    child.awaitLine(line -> line.equals("ready"), PATIENCE);
    return child;
  }

  @ParameterizedTest
  @CsvSource({"TERM, false, 0", "INT, false, 0", "TERM, true, 143", "INT, true, 130"})
  void signal_idleService_closesInOrderAndExits(String signal, String posix, int code) {
    try (ChildJvm child = start("idle", "10s", "-Dposix=" + posix)) {
      child.signal(signal);

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(code);
      assertThat(child.lines().stream().filter(line -> line.startsWith("closed")))
          .containsExactly(
              "closed PAUSE_INTAKE",
              "closed STOP_SERVER",
              "closed FLUSH",
              "closed CLOSE",
              "closed LOGGING");
      assertThat(child.lines()).anyMatch(line -> line.contains("shutdown_finished"));
    }
  }

  @Test
  void signal_workInFlight_waitsForIt() {
    try (ChildJvm child = start("busy", "20s")) {
      child.signal("TERM");
      child.awaitLine("state DRAINING", PATIENCE);

      child.send("end");

      assertThat(child.awaitExit(PATIENCE)).isZero();
      assertThat(child.lines())
          .anyMatch(line ->
              line.contains(" in_flight=1 finished=1 ") && line.contains("shutdown_finished"));
    }
  }

  @Test
  void signal_stuckWork_isNamedWithItsStackAndExits70() {
    assertStuck("stuck");
  }

  @Test
  @Tag("jdk25")
  void signal_stuckVirtualThread_isNamedWithItsStackAndExits70() {
    assertStuck("stuck-virtual");
  }

  private static void assertStuck(String scenario) {
    try (ChildJvm child = start(scenario, "3s")) {
      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(70);
      assertThat(child.lines())
          .contains("closed CLOSE", "closed LOGGING")
          .anyMatch(line -> line.contains("in_flight=1") && line.contains("GET /stuck"))
          .anyMatch(line -> line.contains("Scenarios.parkHere"));
    }
  }

  @Test
  void secondSignal_stuckWork_cancelsAndThirdHalts() {
    try (ChildJvm child = start("stuck", UNHURRIED)) {
      child.signal("TERM");
      child.awaitLine("state DRAINING", PATIENCE);
      pause(child);

      child.signal("TERM");
      child.awaitLine("state CANCELLING", PATIENCE);
      pause(child);
      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(70);
      assertThat(child.lines())
          .anyMatch(line -> line.contains("halted in state CANCELLING: SIGTERM again"));
    }
  }

  /** A second and a bit, in which the child says nothing that is waited for. */
  static void pause(ChildJvm child) {
    try {
      child.awaitLine("never", Duration.ofMillis(1_100));
    } catch (AssertionError e) {
      assertThat(e).hasMessageContaining("never");
    }
  }

  @Test
  void signal_duringTheStart_closesWhatIsRegisteredAndMakesNothing() {
    try (ChildJvm child = start("starting", "20s")) {
      child.signal("TERM");
      child.awaitLine("state DRAINING", PATIENCE);

      child.send("go on");

      assertThat(child.awaitExit(PATIENCE)).isZero();
      assertThat(child.lines()).contains("lazy refused", "closed CLOSE", "closed LOGGING");
    }
  }

  @Test
  void closers_thatIgnoreInterrupts_areOverAtTheTotal() {
    try (ChildJvm child = start("closers-hang", "4s")) {
      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(70);
      assertThat(child.lines())
          .contains("closed PAUSE_INTAKE", "closed STOP_SERVER", "closed FLUSH", "closed CLOSE");
    }
  }

  @Test
  void log_duringTheShutdown_isAliveToTheLastCloser() {
    try (ChildJvm child = start("jul", "20s")) {
      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isZero();
      List<String> lines = child.lines();
      int last = indexOf(lines, "last words");
      assertThat(last).isPositive();
      assertThat(indexOf(lines, "shutdown_finished")).isGreaterThan(last);
    }
  }

  private static int indexOf(List<String> lines, String part) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--limit-modules=java.base,java.logging", "-Xint"})
  void signal_withAndWithoutJdkUnsupported_closesInOrder(String argument) {
    boolean without = argument.startsWith("--limit");
    try (ChildJvm child = start("idle", "10s", argument)) {
      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(without ? 143 : 0);
      assertThat(child.lines()).contains("closed PAUSE_INTAKE", "closed LOGGING");
      assertThat(child.lines().stream().filter(line -> line.contains("lifecycle_no_signals")))
          .hasSize(without ? 1 : 0);
    }
  }

  @Test
  void install_aThousandTimes_leavesNothingBehind() {
    try (ChildJvm child = start("leak", "10s", "--add-opens=java.base/java.lang=ALL-UNNAMED")) {
      assertThat(child.lines()).contains("leaked hooks 0", "leaked threads 0");

      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(143);
      assertThat(child.lines()).doesNotContain("closed CLOSE");
    }
  }

  @Test
  void install_secondCoordinator_isRefusedAndSaysWhereTheFirstIs() {
    try (ChildJvm child = start("second", "10s")) {
      assertThat(child.lines())
          .anyMatch(line -> line.startsWith("second: a ShutdownCoordinator is installed already")
              && line.contains("installed here"))
          .contains("third STARTING");
    }
  }
}
