// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Collects the lines that a process prints; a daemon thread reads them, so it never blocks. */
final class ProcessOutput {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private ProcessOutput() {}

  static ProcessOutput of(Process process) {
    ProcessOutput output = new ProcessOutput();
    Thread reader =
        new Thread(() -> output.read(process), "twelvefactor-testkit-output-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    return output;
  }

  private void read(Process process) {
    try (BufferedReader in = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      // The stream is closed under the reader when the process is destroyed: the end of output.
    } finally {
      end();
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  /** All lines so far as one text. */
  String text() {
    return String.join("\n", lines());
  }

  /** Waits for a line, printed already or to come; empty when the time or the output ends first. */
  Optional<String> awaitLine(Predicate<String> wanted, Duration timeout) {
    int[] seen = {0};
    return await(timeout, () -> {
      while (seen[0] < lines.size()) {
        String line = lines.get(seen[0]++);
        if (wanted.test(line)) {
          return Optional.of(line);
        }
      }
      return Optional.empty();
    });
  }

  /** Waits until the process has closed its output; false when the time ends first. */
  boolean awaitEnd(Duration timeout) {
    await(timeout, Optional::empty);
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private interface Check {
    Optional<String> look();
  }

  private Optional<String> await(Duration timeout, Check check) {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<String> found = check.look();
        if (found.isPresent() || ended || left <= 0) {
          return found;
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the output of a process", e);
    } finally {
      lock.unlock();
    }
  }
}
