// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the time from the start of a JVM to its first line of log, of each stack and of a JVM that
 * logs nothing but prints a line. The argument is the number of JVMs of each, 21 if there is none.
 */
public final class LoggingProcesses {

  private final Map<String, String> lines = new LinkedHashMap<>();

  private LoggingProcesses() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 21 : Integer.parseInt(arguments[0]);
    LoggingProcesses processes = new LoggingProcesses();
    ChildJvms children = new ChildJvms();
    children.add(
        "System.out.println", () -> processes.firstLine("bare", "bare", List.of(), List.of()));
    for (LogStack stack : LogStack.all()) {
      children.add(stack.name(), () -> processes.firstLine(stack));
    }
    children.run(rounds, Path.of("benchmarks", "target", "logging-first-line.json"));
    processes.lines.forEach((who, line) ->
        System.out.println("\n" + who + ", " + (line.length() + 1) + " bytes:\n    " + line));
  }

  private double firstLine(LogStack stack) throws Exception {
    String how = stack == LogStack.FACADE ? "facade" : "slf4j";
    return firstLine(stack.name(), how, stack.allJars(), stack.allOptions());
  }

  private double firstLine(String who, String how, List<String> jars, List<String> options)
      throws Exception {
    ProcessBuilder command = ChildJvms.command(FirstLine.class, jars, options, how);
    long begun = System.nanoTime();
    Process child = command.start();
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.contains("order_created")) {
        line = out.readLine(); // Penna introduces itself first
      }
      long took = System.nanoTime() - begun;
      int code = child.waitFor();
      if (line == null || code != 0) {
        throw new IllegalStateException(who + ": no such line; exit code " + code);
      }
      lines.put(who, line);
      return took / (double) Duration.ofMillis(1).toNanos();
    }
  }
}
