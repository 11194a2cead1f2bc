// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects bytes until they are committed. */
final class InMemoryObjectWriter extends ObjectWriter {

  private static final String FAILED =
      "a write to this writer failed before; nothing can be committed";
  private static final String ENDED = "the writer was committed or closed before";

  private final PutOptions options;
  private final Function<byte[], ObjectInfo> store;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable String refusal;

  InMemoryObjectWriter(PutOptions options, Function<byte[], ObjectInfo> store) {
    this.options = options;
    this.store = store;
  }

  @Override
  public void write(byte[] from, int offset, int count) {
    requireOpen();
    refusal = FAILED;
    options.requireWithinLimit((long) bytes.size() + count);
    bytes.write(from, offset, count);
    refusal = null;
  }

  @Override
  public ObjectInfo commit() {
    requireOpen();
    refusal = ENDED;
    ObjectInfo info = store.apply(bytes.toByteArray());
    options.sent(info.size());
    return info;
  }

  private void requireOpen() {
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }

  @Override
  public void close() {
    refusal = ENDED;
    bytes.reset();
  }
}
