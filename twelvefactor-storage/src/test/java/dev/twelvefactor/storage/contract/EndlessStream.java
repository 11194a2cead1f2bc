// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import java.io.InputStream;

/** Never ends, and counts what was read. */
final class EndlessStream extends InputStream {

  private long count;

  long count() {
    return count;
  }

  @Override
  public int read() {
    count++;
    return 'x';
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    count += length;
    return length;
  }
}
