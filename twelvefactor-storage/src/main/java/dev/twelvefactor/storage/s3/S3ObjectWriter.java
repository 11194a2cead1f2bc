// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectInfo;
import dev.twelvefactor.storage.ObjectWriter;

/** Writes to an upload until it is committed. */
final class S3ObjectWriter extends ObjectWriter {

  private enum State {
    OPEN,
    FAILED,
    ENDED
  }

  private final Upload upload;
  private final Workers workers;
  private State state = State.OPEN;

  S3ObjectWriter(Upload upload, Workers workers) {
    this.upload = upload;
    this.workers = workers;
    workers.begin();
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    requireOpen();
    state = State.FAILED;
    upload.write(bytes, offset, count);
    state = State.OPEN;
  }

  @Override
  public ObjectInfo commit() {
    requireOpen();
    state = State.FAILED;
    ObjectInfo info = upload.commit();
    end();
    return info;
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          state == State.FAILED
              ? "a write to this writer failed before; nothing can be committed"
              : "the writer was committed or closed before");
    }
  }

  private void end() {
    state = State.ENDED;
    workers.end();
  }

  @Override
  public void close() {
    if (state == State.ENDED) {
      return;
    }
    try {
      upload.abort();
    } finally {
      end();
    }
  }
}
