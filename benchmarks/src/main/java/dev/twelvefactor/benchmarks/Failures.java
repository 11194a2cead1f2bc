// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.util.stream.IntStream;

/** An exception as a service throws it: 20 frames, and a cause that has 8 of them not in common. */
final class Failures {

  private static final int FRAMES = 20;
  private static final int OWN = 8;

  private Failures() {}

  static Exception payment() {
    Exception cause = new IllegalStateException("connection reset by peer");
    cause.setStackTrace(frames(OWN));
    Exception failure = new IllegalArgumentException("payment of order 48151623 failed", cause);
    failure.setStackTrace(frames(0));
    return failure;
  }

  private static StackTraceElement[] frames(int own) {
    return IntStream.range(0, FRAMES)
        .mapToObj(i -> frame(i < own ? "gateway" : "orders", i))
        .toArray(StackTraceElement[]::new);
  }

  private static StackTraceElement frame(String part, int i) {
    String type = "com.example.shop." + part + ".Service" + i;
    return new StackTraceElement(type, "call" + i, "Service" + i + ".java", 40 + i);
  }
}
