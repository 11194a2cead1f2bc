// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/** Undoes that JMH sends what a fork prints through its own socket. */
final class RealStdout {

  private static final int JDK_BUFFER = 8192;

  private RealStdout() {}

  /** Before anything is logged. */
  static void restore() {
    System.setOut(new PrintStream(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), JDK_BUFFER), true));
  }
}
