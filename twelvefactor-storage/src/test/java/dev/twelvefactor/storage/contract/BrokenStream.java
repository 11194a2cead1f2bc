// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import java.io.IOException;
import java.io.InputStream;

/** Has some bytes, and then fails. */
final class BrokenStream extends InputStream {

  private final IOException failure;
  private long left;

  BrokenStream(long readable, IOException failure) {
    this.left = readable;
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    if (left == 0) {
      throw failure;
    }
    left--;
    return 'x';
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (left == 0 && count > 0) {
      throw failure;
    }
    int read = (int) Math.min(count, left);
    left -= read;
    return read;
  }
}
