// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;

/** The last resort for messages, which may be a full pipe and then is not waited for. */
final class Stderr {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  private Stderr() {}

  static void write(String text) {
    Thread writer = Daemon.of("stderr", () -> System.err.println("twelvefactor: " + text));
    try {
      writer.start();
      writer.join(PATIENCE.toMillis());
    } catch (OutOfMemoryError e) {
      // No thread is to be had; on this one a full pipe would hold up what must go on.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
