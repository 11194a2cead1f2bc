// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** Fails where its source is shorter or longer than declared, or fails itself. */
final class HonestInputStream extends InputStream {

  private final InputStream source;
  private final OptionalLong declared;
  private final boolean ours;
  private long count;
  private boolean ended;

  /** A source that is ours is closed with this. */
  HonestInputStream(InputStream source, OptionalLong declared, boolean ours) {
    this.source = source;
    this.declared = declared;
    this.ours = ours;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    int read = readSource(bytes, offset, length);
    if (read < 0) {
      requireLength(declared.isEmpty() || count == declared.getAsLong(), "ended after " + count);
      ended = true;
      return read;
    }
    count += read;
    requireLength(declared.isEmpty() || count <= declared.getAsLong(), "has at least " + count);
    return read;
  }

  private int readSource(byte[] bytes, int offset, int length) {
    try {
      return source.read(bytes, offset, length);
    } catch (IOException e) {
      throw sourceFailed(e);
    }
  }

  /** Of a file this is its length; of streams of the caller it may be anything. */
  @Override
  public int available() throws IOException {
    return ours ? source.available() : 0;
  }

  private void requireLength(boolean holds, String found) {
    if (!holds) {
      throw new ObjectStorageException(
          Reason.LENGTH_MISMATCH,
          "the source " + found + " bytes (expected: " + declared.getAsLong()
              + ", as was declared); nothing is stored",
          /* maybeApplied= */ false,
          null);
    }
  }

  static ObjectStorageException sourceFailed(IOException cause) {
    return new ObjectStorageException(
        Reason.SOURCE_FAILED,
        "the source of the bytes failed: " + cause + "; nothing is stored",
        /* maybeApplied= */ false,
        cause);
  }

  /** After the end nothing can be missing, and what was read may be stored already. */
  @Override
  public void close() {
    if (!ours) {
      return;
    }
    try {
      source.close();
    } catch (IOException e) {
      if (!ended) {
        throw sourceFailed(e);
      }
    }
  }
}
