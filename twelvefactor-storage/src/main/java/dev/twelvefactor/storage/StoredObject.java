// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An object that is open for reading; close it.
 *
 * <p>All its bytes are of one version: a connection that breaks is made again for the rest, and if
 * the object was replaced meanwhile, reading fails with {@link Reason#OBJECT_CHANGED}. Closing it
 * early is cheap; the rest is not read. For one thread at a time.
 *
 * @since 0.1.0
 */
public final class StoredObject implements AutoCloseable {

  private static final int COPY_BYTES = 64 * 1024;

  private final ObjectInfo info;
  private final InputStream stream;

  private StoredObject(ObjectInfo info, InputStream stream) {
    this.info = info;
    this.stream = stream;
  }

  /**
   * Makes one, for those who write a storage.
   *
   * @param info of the whole object
   * @param stream the bytes that were asked for; its failures are {@link ObjectStorageException}s
   * @return the object
   */
  public static StoredObject of(ObjectInfo info, InputStream stream) {
    return new StoredObject(requireNonNull(info, "info"), requireNonNull(stream, "stream"));
  }

  /** {@return what is known of the whole object} */
  public ObjectInfo info() {
    return info;
  }

  /** {@return the bytes that were asked for; the same stream each time} */
  public InputStream stream() {
    return stream;
  }

  /**
   * Reads the rest into memory.
   *
   * @param max how many bytes there may be; at least 0
   * @return the bytes
   * @throws ObjectStorageException with {@link Reason#TOO_LARGE} if there are more, or if they cannot
   *     be read
   */
  public byte[] bytes(int max) {
    try {
      byte[] bytes = stream.readNBytes(max);
      if (bytes.length == max && stream.read() >= 0) {
        throw new ObjectStorageException(
            Reason.TOO_LARGE,
            info.key() + " has more than " + max + " bytes to read; use stream() or transferTo",
            /* maybeApplied= */ false,
            null);
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads the rest into memory, as UTF-8.
   *
   * @param max how many bytes there may be; at least 0
   * @return the text
   * @throws ObjectStorageException with {@link Reason#TOO_LARGE} if there are more, or if they cannot
   *     be read
   */
  public String text(int max) {
    return new String(bytes(max), UTF_8);
  }

  /**
   * Writes the rest to a stream, which stays open.
   *
   * @param out where to
   * @return how many bytes
   * @throws ObjectStorageException if they cannot be read
   * @throws IOException what {@code out} throws
   */
  public long transferTo(OutputStream out) throws IOException {
    byte[] bytes = new byte[COPY_BYTES];
    long total = 0;
    int read = read(bytes);
    while (read >= 0) {
      out.write(bytes, 0, read);
      total += read;
      read = read(bytes);
    }
    return total;
  }

  private int read(byte[] bytes) {
    try {
      return stream.read(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private ObjectStorageException unreadable(IOException cause) {
    return new ObjectStorageException(
        Reason.UNAVAILABLE, "cannot read " + info.key(), /* maybeApplied= */ false, cause);
  }

  /** Releases the connection. Closing twice does nothing. */
  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  StoredObject as(ObjectKey other) {
    return new StoredObject(info.as(other), stream);
  }
}
