// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Sends POSIX signals to processes. */
final class Signals {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Signals() {}

  /**
   * Sends a signal by name.
   *
   * @param name without SIG, as {@code TERM} or {@code STOP}
   */
  static void send(Process process, String name) {
    String pid = Long.toString(process.pid());
    try {
      Process shell = new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$0\"", pid, name)
          .redirectErrorStream(true)
          .start();
      ProcessOutput output = ProcessOutput.of(shell);
      output.awaitEnd(PATIENCE);
      if (shell.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(
            "Process " + pid + " did not take the signal " + name + ": " + output.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Signals need a POSIX sh on the path", e);
    }
  }
}
