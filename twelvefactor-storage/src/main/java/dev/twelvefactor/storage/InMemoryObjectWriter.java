// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.ByteArrayOutputStream;
import java.util.function.Function;

/** Collects bytes until they are committed. */
final class InMemoryObjectWriter extends ObjectWriter {

  private enum State {
    OPEN,
    FAILED,
    ENDED
  }

  private final PutOptions options;
  private final Function<byte[], ObjectInfo> store;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private State state = State.OPEN;

  InMemoryObjectWriter(PutOptions options, Function<byte[], ObjectInfo> store) {
    this.options = options;
    this.store = store;
  }

  @Override
  public void write(byte[] from, int offset, int count) {
    requireOpen();
    state = State.FAILED;
    options.requireWithinLimit((long) bytes.size() + count);
    bytes.write(from, offset, count);
    state = State.OPEN;
  }

  @Override
  public ObjectInfo commit() {
    requireOpen();
    state = State.ENDED;
    return store.apply(bytes.toByteArray());
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          state == State.FAILED
              ? "a write to this writer failed before; nothing can be committed"
              : "the writer was committed or closed before");
    }
  }

  @Override
  public void close() {
    state = State.ENDED;
    bytes.reset();
  }
}
