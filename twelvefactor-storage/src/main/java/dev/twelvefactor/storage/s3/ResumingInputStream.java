// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import dev.twelvefactor.storage.PreconditionFailedException;
import dev.twelvefactor.storage.StorageObserver.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The body of an answer, asked for again from where it broke off, as long as it is the same object. */
final class ResumingInputStream extends InputStream {

  private static final Logger log = LoggerFactory.getLogger(ResumingInputStream.class);
  private static final int MAX_RESUMPTIONS = 3;
  private static final long CHEAP_TO_READ = 256 * 1024;

  private final S3Objects s3;
  private final ObjectKey key;
  private final String etag;
  private final long end;
  private final long size;
  private final @Nullable String crc;
  private final CRC32C seen = new CRC32C();
  private ResponseInputStream<GetObjectResponse> body;
  private long position;
  private int resumptions;
  private boolean closed;

  /**
   * Reads bytes of an object.
   *
   * @param first the index of the first byte in the object
   * @param length how many bytes there must be
   * @param size how many the whole object has
   * @param crc the checksum of them all, if the server gave one
   */
  ResumingInputStream(
      S3Objects s3,
      ObjectKey key,
      ResponseInputStream<GetObjectResponse> body,
      long first,
      long length,
      long size,
      @Nullable String crc) {
    this.s3 = s3;
    this.key = key;
    this.body = body;
    this.etag = body.response().eTag();
    this.position = first;
    this.end = first + length;
    this.size = size;
    this.crc = crc;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) {
    if (closed) {
      throw new IllegalStateException("the object " + key + " is closed");
    }
    if (count == 0) {
      return 0;
    }
    while (position < end) {
      int read = readBody(bytes, offset, (int) Math.min(count, end - position));
      if (read > 0) {
        position += read;
        if (crc != null) {
          seen.update(bytes, offset, read);
        }
        return read;
      }
    }
    release();
    verify();
    return -1;
  }

  /** Into one array, since it is known how many there are. */
  @Override
  public byte[] readNBytes(int count) throws IOException {
    byte[] bytes = new byte[(int) Math.min(count, end - position)];
    int read = readNBytes(bytes, 0, bytes.length);
    // The end is where the whole is verified.
    if (read < count && read() >= 0) {
      throw new AssertionError("there is nothing beyond the end");
    }
    return bytes;
  }

  /** As many as there are now; none after the connection broke and was made again. */
  private int readBody(byte[] bytes, int offset, int count) {
    IOException broken;
    try {
      int read = body.read(bytes, offset, count);
      if (read > 0) {
        return read;
      }
      broken = new IOException("the body ended " + (end - position) + " bytes early");
    } catch (IOException e) {
      broken = e;
    } catch (RuntimeException e) {
      broken = new IOException(e);
    }
    resume(broken);
    return 0;
  }

  static void abort(ResponseInputStream<GetObjectResponse> body) {
    try {
      body.abort();
    } catch (RuntimeException e) {
      log.debug("a connection that is given up cannot be closed", e);
    }
  }

  private void resume(IOException broken) {
    abort(body);
    if (Thread.currentThread().isInterrupted()) {
      throw new ObjectStorageException(
          Reason.INTERRUPTED, "interrupted while reading " + key, false, broken);
    }
    if (++resumptions > MAX_RESUMPTIONS) {
      throw new ObjectStorageException(
          Reason.UNAVAILABLE,
          "the connection broke " + resumptions + " times while reading " + key,
          /* maybeApplied= */ false,
          broken);
    }
    GetObjectRequest rest = GetObjectRequest.builder()
        .bucket(s3.bucket())
        .key(key.value())
        .range("bytes=" + position + "-" + (end - 1))
        .ifMatch(etag)
        .build();
    try {
      body = s3.observer()
          .run(Operation.RESUME, () -> Reads.open(s3, "cannot read on in " + key, rest));
    } catch (dev.twelvefactor.storage.ObjectNotFoundException | PreconditionFailedException e) {
      throw changed(e);
    }
    if (AnswerHead.of(body.response()).size != size) {
      // The head of the first answer had lost its end, so that its length was not the object's.
      abort(body);
      throw new ObjectStorageException(
          Reason.UNAVAILABLE,
          "the answer to a read of " + key + " was cut in its head; read it again",
          /* maybeApplied= */ false,
          broken);
    }
    // A server that knows no condition or range would mix two objects.
    long got = body.response().contentLength();
    if (!etag.equals(body.response().eTag()) || got != end - position) {
      abort(body);
      throw changed(broken);
    }
  }

  private ObjectStorageException changed(Exception cause) {
    return new ObjectStorageException(
        Reason.OBJECT_CHANGED,
        key + " was replaced or deleted while it was read; read it again from the beginning",
        /* maybeApplied= */ false,
        cause);
  }

  private void verify() {
    if (crc != null && !crc.equals(Checksums.encoded(seen))) {
      throw new ObjectStorageException(
          Reason.INTEGRITY,
          key + " arrived with another checksum than the server has; read it again",
          /* maybeApplied= */ false,
          null);
    }
  }

  @Override
  public int available() {
    return 0;
  }

  /** Reading a little to its end saves the connection; reading much would cost more than a new one. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (end - position > CHEAP_TO_READ) {
      abort(body);
      return;
    }
    release();
  }

  /** Also at the end, so that a caller who reads everything and forgets to close holds nothing. */
  private void release() {
    try {
      body.close();
    } catch (IOException | RuntimeException e) {
      abort(body);
    }
  }
}
