// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/** Spreads threads over stripes, so that two threads rarely meet on one. */
final class Striping {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final int MOST = 64;

  private Striping() {}

  /** A power of two, at least four for each core, at most 64. */
  static int stripes() {
    int wanted = Math.min(MOST, 4 * Runtime.getRuntime().availableProcessors());
    return Integer.highestOneBit(2 * wanted - 1);
  }

  /** The stripe of this thread; thread numbers are consecutive, so they are mixed. */
  static int index(int stripes) {
    return (int) ((Thread.currentThread().getId() * GOLDEN_GAMMA) >>> 58) & (stripes - 1);
  }
}
