// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.OutputStream;

/**
 * A stream to an object that becomes visible when it is committed, and only then.
 *
 * {@snippet class="dev.twelvefactor.storage.StorageSnippets" region="writer"}
 *
 * <p>Its methods throw {@link ObjectStorageException}, not {@link java.io.IOException}. For one
 * thread at a time.
 *
 * @since 0.1.0
 */
public abstract class ObjectWriter extends OutputStream {

  /** For those who write a storage. */
  protected ObjectWriter() {}

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int count);

  /** Does nothing; parts are sent when they are full. */
  @Override
  public void flush() {}

  /**
   * Stores what was written, all or nothing.
   *
   * @return what was stored, with its address
   * @throws PreconditionFailedException if a condition does not hold; nothing was changed
   * @throws ObjectStorageException if it cannot be stored
   * @throws IllegalStateException if it was committed or closed before, or a write failed
   */
  public abstract ObjectInfo commit();

  /** Drops what was written, unless it was committed. Closing twice does nothing. */
  @Override
  public abstract void close();
}
