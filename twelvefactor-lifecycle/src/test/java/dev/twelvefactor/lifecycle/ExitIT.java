// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.ChildJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes that end in other ways than by a signal, or that somebody keeps from ending. */
class ExitIT {
  @Test
  void exit_fromAHandlerInFlight_isFoundAndKeepsItsCode() {
    assertExits("exit-in-handler");
  }

  @Test
  @Tag("jdk25")
  void exit_fromAVirtualThreadInFlight_isFoundAndKeepsItsCode() {
    assertExits("exit-in-virtual-handler");
  }

  private static void assertExits(String scenario) {
    try (ChildJvm child = ProcessIT.start(scenario, ProcessIT.UNHURRIED)) {
      child.send("exit");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(3);
      assertThat(child.lines()).contains("closed CLOSE").doesNotContain("state CANCELLING");
      assertThat(report(child)).contains("\"exiting\":true");
    }
  }

  private static String report(ChildJvm child) {
    return child.awaitLine(line -> line.startsWith("report "), ProcessIT.PATIENCE);
  }

  @Test
  void exit_fromTheSupplierOfALazy_isFoundAndTheOthersRun() {
    try (ChildJvm child = ProcessIT.start("exit-in-lazy", ProcessIT.UNHURRIED)) {
      child.send("exit");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(3);
      assertThat(child.lines()).contains("closed CLOSE", "closed LOGGING");
      assertThat(report(child)).contains("the thread that makes it has called System.exit");
    }
  }

  @Test
  void exit_beforeTheStartIsOver_closesWhatIsRegisteredAndKeepsItsCode() {
    try (ChildJvm child = ProcessIT.start("exit-unstarted", ProcessIT.UNHURRIED)) {
      child.send("exit");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(6);
      assertThat(child.lines())
          .contains("closed PAUSE_INTAKE", "closed CLOSE", "closed LOGGING")
          .doesNotContain("state RUNNING");
    }
  }

  @Test
  void exit_fromACloser_isFoundAndTheOthersRun() {
    try (ChildJvm child = ProcessIT.start("exit-in-closer", ProcessIT.UNHURRIED)) {
      child.signal("TERM");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(3);
      assertThat(child.lines()).contains("closed CLOSE", "closed LOGGING");
      assertThat(report(child)).contains("\"result\":\"EXITING\"");
    }
  }

  @Test
  void exit_fromAnObserver_neverHangs() {
    String observer = "-Dexit.in.observer=true";
    try (ChildJvm child = ProcessIT.start("idle", ProcessIT.UNHURRIED, observer)) {
      child.signal("TERM");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isIn(0, 5);
      assertThat(child.lines()).contains("closed CLOSE", "closed LOGGING");
    }
  }

  @Test
  void signals_whileTheJvmExits_cancelAndHalt() {
    try (ChildJvm child = ProcessIT.start("exit-beside-stuck", ProcessIT.UNHURRIED)) {
      child.send("exit");
      child.awaitLine("state DRAINING", ProcessIT.PATIENCE);
      ProcessIT.pause(child);

      child.signal("TERM");
      child.awaitLine("state CANCELLING", ProcessIT.PATIENCE);
      ProcessIT.pause(child);
      child.signal("TERM");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(70);
      assertThat(child.lines())
          .anyMatch(line -> line.contains("halted in state CANCELLING: SIGTERM again"));
    }
  }

  @Test
  void exit_elsewhere_closesInOrderAndKeepsItsCode() {
    try (ChildJvm child = ProcessIT.start("exit-on-input", "10s")) {
      child.send("exit");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(4);
      assertThat(child.lines()).contains("closed STOP_SERVER", "closed LOGGING");
    }
  }

  @Test
  void main_throws_closesAndExitsWith1() {
    try (ChildJvm child = ChildJvm.of(Scenarios.class, "main-throws")
        .environment("SHUTDOWN_LAME_DUCK", "0s")
        .start()) {
      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(1);
      assertThat(child.lines()).contains("closed LOGGING");
    }
  }

  @Test
  void watchdog_foreignHookHangs_haltsAtTheTotalAndNamesIt() {
    try (ChildJvm child = ProcessIT.start("foreign-hook-hangs", "2s")) {
      child.signal("TERM");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(70);
      assertThat(child.lines())
          .anyMatch(line -> line.contains("halted in state TERMINATED: the time is over"))
          .anyMatch(line -> line.contains("foreign-hook"));
    }
  }

  @Test
  void exit_reducedSignals_closesInOrderAndWarnsOnce() {
    try (ChildJvm child = ProcessIT.start("exit-on-input", "10s", "-Xrs")) {
      child.send("exit");

      assertThat(child.awaitExit(ProcessIT.PATIENCE)).isEqualTo(4);
      assertThat(child.lines()).contains("closed LOGGING");
      assertThat(child.lines().stream().filter(line -> line.contains("lifecycle_no_signals")))
          .hasSize(1);
    }
  }
}
