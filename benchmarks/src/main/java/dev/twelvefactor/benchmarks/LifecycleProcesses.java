// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Measures what only a fresh JVM shows: how long it takes to install the coordinator, to report 1000
 * stuck permits, and to exit on SIGTERM when idle. The argument is the number of JVMs of each kind,
 * 21 if there is none.
 */
public final class LifecycleProcesses {

  private static final List<String> JARS =
      List.of("twelvefactor-lifecycle", "slf4j-api", "slf4j-simple");

  private LifecycleProcesses() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 21 : Integer.parseInt(arguments[0]);
    ChildJvms calls = new ChildJvms();
    calls.add("addShutdownHook with a lambda, cold", () -> call("hook"));
    calls.add("build and install, cold, SLF4J and its backend too", () -> call("install"));
    calls.add("build and install, cold, after SLF4J", () -> call("logged"));
    calls.add("report of 1000 permits, cold", () -> call("report"));
    calls.run(rounds, Path.of("benchmarks", "target", "lifecycle-calls.json"));

    ChildJvms exits = new ChildJvms();
    exits.add("SIGTERM to exit, no handler", () -> exit("bare", 143));
    exits.add("SIGTERM to exit, coordinator, lame duck 0", () -> exit("idle", 0));
    exits.run(rounds, Path.of("benchmarks", "target", "lifecycle-exits.json"));
  }

  private static ProcessBuilder command(String what) {
    return ChildJvms.command(LifecycleChild.class, JARS, List.of(), what);
  }

  private static double call(String what) throws Exception {
    return ChildJvms.printed(what, command(what));
  }

  private static double exit(String what, int code) throws Exception {
    Process child = command(what).start();
    try (BufferedReader out = child.inputReader()) {
      if (!"ready".equals(out.readLine())) {
        throw new IllegalStateException(what + ": not ready");
      }
      long begun = System.nanoTime();
      child.toHandle().destroy(); // not Process.destroy, which would close the child's streams
      int ended = child.waitFor();
      long took = System.nanoTime() - begun;
      if (ended != code) {
        throw new IllegalStateException(
            what + ": exit code " + ended + " (expected: " + code + ")");
      }
      return took / (double) Duration.ofMillis(1).toNanos();
    }
  }
}
