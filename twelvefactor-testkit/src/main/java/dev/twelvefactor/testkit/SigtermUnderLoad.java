// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends SIGTERM to a service that is busy and says exactly what became of every request.
 *
 * <p>The service is any command line. Clients keep their connections, send POST requests without
 * pause, never retry, and stop when a balancer sees that the service is not ready any more.
 *
 * <pre>{@code
 * int port = SigtermUnderLoad.freePort();
 * SigtermUnderLoad.Outcome outcome = SigtermUnderLoad.of("java", "-jar", "target/shop.jar")
 *     .environment("PORT", Integer.toString(port))
 *     .run(port, "/ready", "/orders");
 * assertThat(outcome.dropped()).isZero();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class SigtermUnderLoad {

  private static final int REQUESTS_BEFORE = 20;

  private final List<String> command;
  private final Map<String, String> environment = new HashMap<>();
  private int clients = 16;
  private Duration pollInterval = Duration.ofMillis(100);
  private Duration patience = Duration.ofSeconds(60);

  private SigtermUnderLoad(List<String> command) {
    this.command = command;
  }

  /**
   * What became of the requests.
   *
   * @param sent how many requests were sent, or could not be since no connection was to be had
   * @param answered how many got a whole answer below 400
   * @param refused how many got a whole answer 503
   * @param failed how many got a whole answer of another kind
   * @param drops the requests that got no whole answer, each with the reason
   * @param exitCode the exit code of the service
   * @param untilAway the time from the signal until the balancer saw the service not ready
   * @param untilExit the time from the signal until the service was gone
   * @param output what the service printed
   * @since 0.1.0
   */
  public record Outcome(
      int sent,
      int answered,
      int refused,
      int failed,
      List<String> drops,
      int exitCode,
      Duration untilAway,
      Duration untilExit,
      List<String> output) {

    /** Copies what it is given. */
    public Outcome {
      drops = List.copyOf(drops);
      output = List.copyOf(output);
    }

    /** {@return how many requests got no whole answer} */
    public int dropped() {
      return drops.size();
    }

    /** {@return the numbers, without the output} */
    @Override
    public String toString() {
      return sent + " sent, " + answered + " answered, " + dropped() + " dropped, " + refused
          + " refused, " + failed + " failed, exit code " + exitCode + ", away after "
          + untilAway.toMillis() + " ms, gone after " + untilExit.toMillis() + " ms";
    }
  }

  /**
   * Prepares a run.
   *
   * @param command the program and its arguments; the program must become the service itself, as a
   *     signal to a shell that started it would not reach it
   * @return options, of which every one is optional, and then {@link #run}
   */
  public static SigtermUnderLoad of(String... command) {
    return new SigtermUnderLoad(List.of(command));
  }

  /**
   * Finds a port to tell the service by its environment.
   *
   * @return a port on which nobody listens now
   * @throws UncheckedIOException if there is none
   */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port", e);
    }
  }

  /**
   * Sets a variable of the service's environment, beside those that this JVM has.
   *
   * @param name the variable
   * @param value its value
   * @return this
   */
  public SigtermUnderLoad environment(String name, String value) {
    environment.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
    return this;
  }

  /**
   * Sets how many clients there are.
   *
   * @param count positive; the default is 16
   * @return this
   */
  public SigtermUnderLoad clients(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("clients: " + count + " (expected: >= 1)");
    }
    clients = count;
    return this;
  }

  /**
   * Sets how often the balancer asks for readiness.
   *
   * @param interval the default is 100 ms
   * @return this
   */
  public SigtermUnderLoad pollInterval(Duration interval) {
    pollInterval = requireNonNull(interval, "interval");
    return this;
  }

  /**
   * Sets how long each step may take: the start, an answer, the end.
   *
   * @param limit the default is 60 seconds
   * @return this
   */
  public SigtermUnderLoad patience(Duration limit) {
    patience = requireNonNull(limit, "limit");
    return this;
  }

  /**
   * Starts the service, loads it, sends SIGTERM, and counts.
   *
   * @param port where the service listens, on the loopback interface
   * @param readyPath answers 200 to GET when the service is ready
   * @param workPath answers POST
   * @return what became of the requests
   * @throws AssertionError if the service does not become ready, answers nothing, is not ready any
   *     more before the signal, or does not end
   * @throws UncheckedIOException if the command cannot be run
   */
  public Outcome run(int port, String readyPath, String workPath) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      Leash leash = Leash.on(process);
      try (LoadBalancer balancer = LoadBalancer.start(port, readyPath, pollInterval)) {
        return run(
            process,
            balancer,
            new LoadClients(port, workPath, patience, balancer::routes, REQUESTS_BEFORE * clients));
      } finally {
        leash.kill();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted under load", e);
    }
  }

  private Outcome run(Process process, LoadBalancer balancer, LoadClients load)
      throws InterruptedException {
    ProcessOutput output = ProcessOutput.of(process);
    require(balancer.awaitReady(patience), "was not ready", output);
    load.start(clients);
    require(load.awaitWarm(), "answered too few requests: " + load.drops, output);
    require(balancer.routes(), "said that it is not ready before SIGTERM, or ended", output);
    balancer.signalled();
    long begun = System.nanoTime();
    Signals.send(process, "TERM");
    require(balancer.awaitAway(patience), "stayed ready after SIGTERM", output);
    Duration away = Duration.ofNanos(System.nanoTime() - begun);
    load.join();
    require(process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS), "did not end", output);
    Duration gone = Duration.ofNanos(System.nanoTime() - begun);
    boolean unused = output.awaitEnd(patience);
    load.join();
    return new Outcome(
        load.sent.get(),
        load.answered.get(),
        load.refused.get(),
        load.failed.get(),
        load.dropped(),
        process.exitValue(),
        away,
        gone,
        output.lines());
  }

  private void require(boolean holds, String what, ProcessOutput output) {
    if (!holds) {
      throw new AssertionError(
          "The service " + what + " within " + patience + "; it printed:\n" + output.text());
    }
  }
}
