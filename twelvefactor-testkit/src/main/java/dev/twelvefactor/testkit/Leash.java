// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;

/**
 * Holds a process so that it never outlives this JVM, however that ends.
 *
 * <p>A shell waits at the other end of a pipe and kills the process when the pipe closes. A
 * shutdown hook would not do: build tools kill their test JVMs, and then no hook runs.
 */
final class Leash {

  private static final String SCRIPT =
      "trap '' INT TERM HUP; read -r line || kill -KILL \"$0\" 2>/dev/null";

  private final Process process;
  private final Process shell;

  private Leash(Process process, Process shell) {
    this.process = process;
    this.shell = shell;
  }

  static Leash on(Process process) {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", SCRIPT, Long.toString(process.pid()));
    shell.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    try {
      return new Leash(process, shell.start());
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException("Guarding a process needs a POSIX sh on the path", e);
    }
  }

  /** Kills the process, also a stopped one, and waits until it is gone. */
  void kill() {
    // By its handle: Process.destroyForcibly would throw away output that nobody has read yet.
    process.toHandle().destroyForcibly();
    process.onExit().join();
    release();
  }

  /** Lets go of a process that has ended, so that its number may belong to another one. */
  void release() {
    shell.destroyForcibly();
  }
}
