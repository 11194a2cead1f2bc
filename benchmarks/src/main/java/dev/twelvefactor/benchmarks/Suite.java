// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Several runs of JMH, whose results are one file. */
final class Suite {

  /** Of the logging backends on the class path, the one that says least. */
  static final String QUIET = "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider";

  private final String[] arguments;
  private final List<RunResult> results = new ArrayList<>();

  /** With the options of JMH's own command line, such as {@code -f 3}; they win over annotations. */
  Suite(String[] arguments) {
    this.arguments = arguments;
  }

  /** Options for the benchmarks of a class whose method names match. */
  ChainedOptionsBuilder options(Class<?> benchmarks, String methods)
      throws CommandLineOptionException {
    return new OptionsBuilder()
        .parent(new CommandLineOptions(arguments))
        .include("^" + benchmarks.getName() + "\\.(" + methods + ")$")
        .jvmArgsAppend(QUIET)
        .addProfiler(GCProfiler.class);
  }

  void run(ChainedOptionsBuilder options) throws RunnerException {
    results.addAll(new Runner(options.build()).run());
  }

  /** Runs them for nothing but that a server is warm when others are measured. */
  void rehearse(ChainedOptionsBuilder options) throws RunnerException {
    Collection<RunResult> unused =
        new Runner(options.forks(1).measurementIterations(5).build()).run();
  }

  void write(Path file) throws Exception {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
    Table.print(file);
  }
}
