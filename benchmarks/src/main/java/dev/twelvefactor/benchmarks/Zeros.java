// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.InputStream;

/** So many bytes, made at no cost, and not to be read twice. */
final class Zeros extends InputStream {

  private long left;

  Zeros(long length) {
    left = length;
  }

  @Override
  public int read() {
    return left-- > 0 ? 0 : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (left <= 0) {
      return -1;
    }
    int count = (int) Math.min(left, length);
    left -= count;
    return count;
  }
}
