// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HonestInputStreamTest {

  private final IOException broken = new IOException("the disk is gone");
  private final InputStream source = new FilterInputStream(new ByteArrayInputStream(new byte[3])) {
    @Override
    public void close() throws IOException {
      throw broken;
    }
  };

  @Test
  void close_failsAfterAllWasRead_isNoFailure() throws Exception {
    try (InputStream in = new HonestInputStream(source, OptionalLong.of(3), true)) {
      assertThat(in.readAllBytes()).hasSize(3);
    }
  }

  @Test
  void close_failsBeforeTheEnd_isAFailure() throws Exception {
    InputStream in = new HonestInputStream(source, OptionalLong.of(3), true);

    assertThat(in.read()).isZero();
    assertThatThrownBy(in::close)
        .isInstanceOfSatisfying(
            ObjectStorageException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.SOURCE_FAILED))
        .hasCause(broken);
  }
}
