// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.logging.internal.RedactionBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * Runs the logging benchmarks: one thread to the null device, one thread to a pipe that is drained,
 * and four threads to that pipe; in about eight minutes on a JDK that has all stacks. Arguments are
 * those of JMH, such as {@code -f 3} for three forks each.
 */
public final class LoggingBenchmarks {

  private static final String NULL = "> /dev/null";
  private static final String PIPE = "| cat > /dev/null";

  private final Suite suite;

  private LoggingBenchmarks(String[] arguments) {
    suite = new Suite(arguments);
  }

  public static void main(String[] arguments) throws Exception {
    LoggingBenchmarks benchmarks = new LoggingBenchmarks(arguments);
    for (LogStack stack : LogStack.all()) {
      benchmarks.run(stack);
    }
    benchmarks.suite.run(benchmarks.suite.options(RedactionBenchmark.class, "[a-zA-Z]+"));
    benchmarks.suite.write(Path.of("benchmarks", "target", "logging.json"));
  }

  private void run(LogStack stack) throws Exception {
    suite.run(options(stack, "[a-zA-Z]+", "null", NULL));
    suite.run(options(stack, "pairs", "pipe", PIPE));
    suite.run(options(stack, "pairs", "pipe", PIPE)
        .threads(4)
        .mode(Mode.SampleTime)
        .timeUnit(TimeUnit.MICROSECONDS));
    suite.run(options(stack, "pairs", "pipe", PIPE)
        .threads(4)
        .mode(Mode.Throughput)
        .timeUnit(TimeUnit.SECONDS));
  }

  private ChainedOptionsBuilder options(
      LogStack stack, String methods, String stdout, String redirection) throws Exception {
    Class<?> type = stack == LogStack.FACADE ? FacadeBenchmark.class : LoggingBenchmark.class;
    return suite
        .options(type, methods)
        .jvm(java(stdout, redirection))
        .jvmArgsAppend(stack.allOptions().toArray(String[]::new))
        .param("stack", stack.name())
        .param("stdout", stdout);
  }

  /** A command that is this JVM's java, but for where its standard output goes. */
  private static String java(String stdout, String redirection) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = Path.of("benchmarks", "target", "java-to-" + stdout).toAbsolutePath();
    Files.writeString(script, "#!/bin/sh\n'" + java + "' \"$@\" " + redirection + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }
}
