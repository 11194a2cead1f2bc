// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * An object on its way to the server. Up to 8 MiB go in one request; what is longer goes in parts,
 * and becomes visible when all are there. For one thread.
 */
final class Upload {

  private static final int SMALLEST_BUFFER = 64 * 1024;

  private final S3Objects s3;
  private final Draft draft;
  private final OptionalLong length;
  private final Parts parts;
  private byte[] buffer = new byte[0];
  private int filled;
  private long total;

  Upload(S3Objects s3, Workers workers, Draft draft, OptionalLong length) {
    this.s3 = s3;
    this.draft = draft;
    this.length = length;
    this.parts = new Parts(s3, workers, draft);
  }

  /** Reads a content to its end. What is in memory and fits into one request is sent from there. */
  void readFrom(Content content) {
    Optional<byte[]> whole = content.bytes().filter(bytes -> bytes.length <= partSize());
    if (whole.isPresent()) {
      buffer = whole.get();
      count(buffer.length);
      return;
    }
    try (InputStream in = content.open()) {
      readFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Straight into the part. */
  private void readFrom(InputStream in) throws IOException {
    // One byte too many is enough to know.
    long most = Math.min(draft.options.maxBytes().orElse(Long.MAX_VALUE), Long.MAX_VALUE - 1) + 1;
    long expected = length.orElse(Math.max(SMALLEST_BUFFER, in.available()));
    buffer = new byte[(int) Math.min(expected, partSize())];
    while (true) {
      if (filled == partSize() || filled == buffer.length) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        makeRoom(1);
        buffer[filled] = (byte) next;
        count(1);
      }
      int room = Math.min(buffer.length, partSize()) - filled;
      int read = in.read(buffer, filled, (int) Math.min(room, most - total));
      if (read < 0) {
        return;
      }
      count(read);
    }
  }

  void write(byte[] bytes, int offset, int count) {
    draft.options.requireWithinLimit(total + count);
    int done = 0;
    while (done < count) {
      makeRoom(count - done);
      int some = Math.min(count - done, buffer.length - filled);
      System.arraycopy(bytes, offset + done, buffer, filled, some);
      count(some);
      done += some;
    }
  }

  private void count(int bytes) {
    filled += bytes;
    total += bytes;
    draft.options.requireWithinLimit(total);
  }

  private int partSize() {
    return Parts.size(length, parts.count() + 1);
  }

  private void makeRoom(int wanted) {
    if (filled == partSize()) {
      if (parts.count() == Parts.MAX_COUNT - 1) {
        throw new ObjectStorageException(
            Reason.TOO_LARGE,
            draft.key + " does not fit into " + Parts.MAX_COUNT
                + " parts; give its length, so that they can be larger",
            /* maybeApplied= */ false,
            null);
      }
      buffer = parts.send(buffer, filled, partSize());
      filled = 0;
    }
    if (filled == buffer.length) {
      long doubled =
          Math.max(SMALLEST_BUFFER, Math.max(2L * buffer.length, filled + (long) wanted));
      buffer = Arrays.copyOf(buffer, (int) Math.min(doubled, partSize()));
    }
  }

  ObjectInfo commit() {
    CertainWrite write = new CertainWrite(s3, draft, total);
    if (parts.count() == 0) {
      ObjectInfo info = write.run(() -> putWhole(write));
      draft.options.sent(total);
      return info;
    }
    if (filled > 0) {
      buffer = parts.send(buffer, filled, 0);
      filled = 0;
    }
    return parts.complete(write);
  }

  private ObjectInfo putWhole(CertainWrite write) {
    Checksums checksums = s3.settings.checksums;
    PutObjectRequest request = PutObjectRequest.builder()
        .bucket(s3.bucket())
        .key(draft.key.value())
        .contentType(draft.type)
        .metadata(draft.metadata())
        .cacheControl(draft.cacheControl())
        .contentDisposition(draft.contentDisposition())
        .tagging(draft.tagging())
        .serverSideEncryption(draft.encryption())
        .ssekmsKeyId(draft.kmsKey())
        .overrideConfiguration(draft.inherited())
        .ifMatch(draft.ifMatch())
        .ifNoneMatch(draft.ifNoneMatch())
        .checksumCRC32C(checksums.crc32c(buffer, filled))
        .contentMD5(checksums.md5(buffer, filled))
        .build();
    var answer = s3.client().putObject(request, draft.body(buffer, filled));
    return write.written(answer.eTag(), answer);
  }

  /** Leaves nothing on the server. */
  void abort() {
    parts.abort();
  }
}
