// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {

  @Test
  void bytes_inMemory_areThemselves() {
    byte[] bytes = {1, 2, 3};

    assertThat(Content.of(bytes).type("a/b").bytes()).containsSame(bytes);
    assertThat(Content.of(new ByteArrayInputStream(bytes)).bytes()).isEmpty();
  }

  @Test
  void open_file_tellsHowMuchThereIs(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[1000]);

    try (InputStream in = Content.of(file).open()) {
      assertThat(in.available()).isEqualTo(1000);
    }
  }

  @Test
  void open_streamOfTheCaller_isNotAskedHowMuchThereIs() throws Exception {
    try (InputStream in = Content.of(new ByteArrayInputStream(new byte[10])).open()) {
      assertThat(in.available()).isZero();
    }
  }
}
