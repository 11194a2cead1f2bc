// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures child JVMs of several kinds, each in turn, so that all see the same load of the machine;
 * and prints the medians, beside that of the kind that was added first.
 */
final class ChildJvms {

  /** Starts one child, waits for its end and answers what it took, in milliseconds. */
  interface Measurement {
    double run() throws Exception;
  }

  private final Map<String, Measurement> kinds = new LinkedHashMap<>();

  void add(String kind, Measurement measurement) {
    kinds.put(kind, measurement);
  }

  /** A child with only those jars of our own class path whose file names begin so. */
  static ProcessBuilder command(
      Class<?> main, List<String> jars, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath(jars)));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(Redirect.DISCARD);
  }

  private static List<String> classPath(List<String> jars) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> {
          String name = Path.of(entry).getFileName().toString();
          return !name.endsWith(".jar") || jars.stream().anyMatch(name::startsWith);
        })
        .toList();
  }

  /** Runs a child, and answers the nanoseconds that it prints in its only line as milliseconds. */
  static double printed(String what, ProcessBuilder command) throws Exception {
    Process child = command.start();
    try (BufferedReader out = child.inputReader()) {
      String nanos = out.readLine();
      int code = child.waitFor();
      if (code != 0 || nanos == null) {
        throw new IllegalStateException(
            what + ": exit code " + code + " (expected: 0, and one line)");
      }
      return Long.parseLong(nanos) / (double) Duration.ofMillis(1).toNanos();
    }
  }

  /** Measures each kind so often, prints a table in Markdown and writes all figures. */
  void run(int rounds, Path file) throws Exception {
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    kinds.keySet().forEach(kind -> figures.put(kind, new ArrayList<>()));
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Measurement> kind : kinds.entrySet()) {
        double took = kind.getValue().run();
        if (round >= 0) { // the first one of each only warms the disk's cache
          figures.get(kind.getKey()).add(took);
        }
      }
    }
    print(figures);
    write(figures, file);
  }

  private static void print(Map<String, List<Double>> figures) {
    System.out.println("| child JVM | n | median ms | p10 | p90 | median above the first |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    double first = share(figures.values().iterator().next(), 0.5);
    figures.forEach((kind, all) -> System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.1f | %.1f | %.1f | %+.1f |%n",
        kind,
        all.size(),
        share(all, 0.5),
        share(all, 0.1),
        share(all, 0.9),
        share(all, 0.5) - first));
  }

  private static void write(Map<String, List<Double>> figures, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    figures.forEach((kind, all) -> lines.add("  \"" + kind + "\": " + all));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, "{\n" + String.join(",\n", lines) + "\n}\n");
  }

  private static double share(List<Double> all, double share) {
    List<Double> sorted = all.stream().sorted().toList();
    return sorted.get((int) Math.round((sorted.size() - 1) * share));
  }
}
