// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM of its own, to be sent signals, frozen and killed.
 *
 * <p>It runs on this JVM's Java, class path and environment unless told otherwise, and never
 * outlives this JVM, not even one that is killed. Its standard output and error are read together,
 * line by line, all the time. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final ProcessOutput output;
  private final Leash leash;

  private ChildJvm(Process process) {
    this.process = process;
    this.leash = Leash.on(process);
    this.output = ProcessOutput.of(process);
  }

  /**
   * Prepares a JVM that runs a class of this JVM's class path.
   *
   * @param main the class whose {@code main} runs
   * @param arguments the arguments of {@code main}
   * @return options, of which every one is optional, and then {@link Builder#start}
   */
  public static Builder of(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new Builder(command);
  }

  /**
   * Prepares a JVM that runs an executable jar.
   *
   * @param jar a jar whose manifest names a main class
   * @param arguments the arguments of its {@code main}
   * @return options, of which every one is optional, and then {@link Builder#start}
   */
  public static Builder ofJar(Path jar, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    return new Builder(command);
  }

  /**
   * Options of a JVM to start.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private final List<String> whatRuns;
    private final List<String> jvmArguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path javaHome = Path.of(System.getProperty("java.home"));

    private Builder(List<String> whatRuns) {
      this.whatRuns = whatRuns;
    }

    /**
     * Adds arguments for the JVM itself.
     *
     * @param arguments as {@code "-Xmx64m"}
     * @return this builder
     */
    public Builder jvmArguments(String... arguments) {
      jvmArguments.addAll(List.of(arguments));
      return this;
    }

    /**
     * Sets a variable of the environment, beside those that this JVM has.
     *
     * @param name the variable
     * @param value its value
     * @return this builder
     */
    public Builder environment(String name, String value) {
      environment.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
      return this;
    }

    /**
     * Names another Java to run on; the default is this JVM's.
     *
     * @param home the folder that holds {@code bin/java}
     * @return this builder
     */
    public Builder javaHome(Path home) {
      javaHome = requireNonNull(home, "home");
      return this;
    }

    /**
     * Starts the JVM, and does not wait for anything that it does.
     *
     * @return the running JVM
     * @throws UncheckedIOException if there is no Java to run
     */
    public ChildJvm start() {
      List<String> command = new ArrayList<>();
      command.add(javaHome.resolve("bin" + File.separator + "java").toString());
      command.addAll(jvmArguments);
      command.addAll(whatRuns);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      try {
        return new ChildJvm(builder.start());
      } catch (IOException e) {
        throw new UncheckedIOException("No Java to run in " + javaHome, e);
      }
    }
  }

  /** {@return the process number} */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits for a line that contains some text.
   *
   * @param part what the line contains
   * @param timeout how long to wait
   * @return the first such line of all that the child has printed
   * @throws AssertionError if none comes in time, or the child ends without it; the message holds
   *     what it printed
   */
  public String awaitLine(String part, Duration timeout) {
    return awaitLine(line -> line.contains(part), "\"" + part + "\"", timeout);
  }

  /**
   * Waits for a line that meets a condition.
   *
   * @param condition what the line is like
   * @param timeout how long to wait
   * @return the first such line of all that the child has printed
   * @throws AssertionError as the other form does
   */
  public String awaitLine(Predicate<String> condition, Duration timeout) {
    return awaitLine(condition, "that meets the condition", timeout);
  }

  private String awaitLine(Predicate<String> condition, String wanted, Duration timeout) {
    return output.awaitLine(condition, timeout).orElseThrow(() -> {
      String state = process.isAlive() ? " within " + timeout : " before it ended";
      return new AssertionError("The child printed no line " + wanted + state + said());
    });
  }

  private String said() {
    return "; it printed:\n" + output.text();
  }

  /** {@return all lines that the child has printed so far, from both its outputs} */
  public List<String> lines() {
    return output.lines();
  }

  /** {@return what the child reads as its standard input} */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /**
   * Writes a line to the child's standard input, in UTF-8.
   *
   * @param line the line, without its end
   * @throws UncheckedIOException if the child has ended or closed its input
   */
  public void send(String line) {
    try {
      input().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The child does not read its input" + said(), e);
    }
  }

  /**
   * Sends a signal.
   *
   * @param name its name without SIG, as {@code "TERM"} or {@code "HUP"}
   * @throws IllegalStateException if the child has ended, or there is no such signal
   */
  public void signal(String name) {
    Signals.send(process, name);
  }

  /** Stops the child in its tracks (SIGSTOP). */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen child go on (SIGCONT). */
  public void thaw() {
    signal("CONT");
  }

  /** Kills the child (SIGKILL), also a frozen one, and waits until it is gone. */
  public void kill() {
    leash.kill();
  }

  /**
   * Waits until the child has ended and all that it printed is read.
   *
   * @param timeout how long to wait
   * @return its exit code; 128 plus the number of the signal if one ended it
   * @throws AssertionError if it does not end in time; the message holds what it printed
   */
  public int awaitExit(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError("The child did not end within " + timeout + said());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the child to end", e);
    }
    leash.release();
    output.awaitEnd(timeout);
    return process.exitValue();
  }

  /** Kills the child if it still runs. Closing twice does nothing. */
  @Override
  public void close() {
    kill();
  }
}
