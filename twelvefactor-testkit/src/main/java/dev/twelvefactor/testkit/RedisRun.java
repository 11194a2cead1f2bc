// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One life of a {@code redis-server} process, from its start to its end. */
final class RedisRun {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration FIRST_ANSWER_TIMEOUT = Duration.ofSeconds(2);
  private static final int RETRY_MILLIS = 10;

  private final RedisSetup setup;
  private final Process process;
  private final ProcessOutput output;
  private final Leash leash;

  private RedisRun(RedisSetup setup, Process process) {
    this.setup = setup;
    this.process = process;
    this.leash = Leash.on(process);
    this.output = ProcessOutput.of(process);
  }

  /** Another process took the port between our choosing it and the server's binding it. */
  static final class PortTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String message) {
      super(message);
    }
  }

  /** Starts a server and waits until it answers. */
  static RedisRun start(RedisSetup setup, int port, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(setup.command(port, folder));
    builder.directory(folder.toFile()).redirectErrorStream(true);
    try {
      RedisRun run = new RedisRun(setup, builder.start());
      run.awaitAnswer(port);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(
          setup.binary().doesNotStart(String.valueOf(e.getMessage())), e);
    }
  }

  private void awaitAnswer(int port) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    try {
      while (!process.waitFor(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (answers(port)) {
          return;
        }
        if (System.nanoTime() - deadline > 0) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    output.awaitEnd(FIRST_ANSWER_TIMEOUT);
    throw failure();
  }

  /** Whether this very process answers there, with its data loaded, and not another on the port. */
  private boolean answers(int port) {
    try (RespConnection connection = setup.open(port, FIRST_ANSWER_TIMEOUT)) {
      List<String> lines = connection.call("INFO").lines().map(String::strip).toList();
      return lines.contains("process_id:" + process.pid()) && !lines.contains("loading:1");
    } catch (IOException e) {
      return false;
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage()).contains("NOAUTH");
    }
  }

  private IllegalStateException failure() {
    String message = setup.binary().doesNotStart(output.text());
    return output.text().contains("Address already in use")
        ? new PortTakenException(message)
        : new IllegalStateException(message);
  }

  Process process() {
    return process;
  }

  /** Kills the process, also a stopped one, and waits until it is gone. */
  void kill() {
    leash.kill();
  }
}
