// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.util.OptionalLong;

/** How large the parts of an upload are, so that 10,000 of them are enough. */
final class PartSizes {

  static final int MIN = 8 * 1024 * 1024;
  static final int MAX_PARTS = 10_000;
  private static final int MAX = 512 * 1024 * 1024;
  private static final int PARTS_OF_A_SIZE = 1_000;
  private static final long MIB = 1024 * 1024;

  private PartSizes() {}

  /** Of an unknown length, each thousand parts is twice as large as the one before. */
  static int of(OptionalLong length, int part) {
    if (length.isEmpty()) {
      int doublings = Math.min((part - 1) / PARTS_OF_A_SIZE, 6);
      return Math.min(MIN << doublings, MAX);
    }
    long needed = (length.getAsLong() + MAX_PARTS - 1) / MAX_PARTS;
    long whole = (needed + MIB - 1) / MIB * MIB;
    return (int) Math.min(Math.max(MIN, whole), Integer.MAX_VALUE - MIB);
  }
}
