// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectWriter;
import dev.twelvefactor.storage.StorageObserver.Operation;
import org.jspecify.annotations.Nullable;

/** Writes to an upload until it is committed. */
final class S3ObjectWriter extends ObjectWriter {

  private static final String FAILED =
      "a write to this writer failed before; nothing can be committed";
  private static final String ENDED = "the writer was committed or closed before";

  private final Upload upload;
  private final S3Objects s3;
  private final long start = System.nanoTime();
  private @Nullable String refusal;

  S3ObjectWriter(Upload upload, S3Objects s3) {
    this.upload = upload;
    this.s3 = s3;
    s3.begin();
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    requireOpen();
    refusal = FAILED;
    try {
      upload.write(bytes, offset, count);
    } catch (ObjectStorageException e) {
      s3.observer().failed(Operation.PUT, e, start);
      throw e;
    }
    refusal = null;
  }

  @Override
  public ObjectInfo commit() {
    requireOpen();
    refusal = FAILED;
    ObjectInfo info = s3.observer().run(Operation.PUT, start, upload::commit);
    end();
    return info;
  }

  private void requireOpen() {
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }

  private void end() {
    refusal = ENDED;
    s3.end();
  }

  @Override
  public void close() {
    if (ENDED.equals(refusal)) {
      return;
    }
    try {
      upload.abort();
    } finally {
      end();
    }
  }
}
