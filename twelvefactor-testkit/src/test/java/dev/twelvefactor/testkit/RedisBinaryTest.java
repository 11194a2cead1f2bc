// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

  @TempDir
  Path folder;

  @Test
  void onPath_noServer_isEmpty() {
    assertThat(RedisBinary.onPath(folder.toString())).isEmpty();
  }

  @Test
  void onPath_tooOld_isEmpty() throws IOException {
    executable("echo 'Redis server v=6.0.16 sha=00000000:0'");

    assertThat(RedisBinary.onPath(folder.toString())).isEmpty();
  }

  @Test
  void onPath_supported_isTaken() throws IOException {
    executable("echo 'Redis server v=6.2.0 sha=00000000:0'");

    assertThat(RedisBinary.onPath("/nonexistent:" + folder))
        .hasValueSatisfying(binary -> assertThat(binary.version()).isEqualTo("6.2.0"));
  }

  @Test
  void onPath_doesNotRun_isEmpty() throws IOException {
    executable("echo 'libssl.so.3: cannot open shared object file' >&2; exit 127");

    assertThat(RedisBinary.onPath(folder.toString())).isEmpty();
  }

  @Test
  void withTls_builtWithout_isRefusedWithWhatToInstall() throws IOException {
    executable("echo \"Bad directive >>> '$1 $2'\"");
    RedisBinary binary = new RedisBinary(folder.resolve("redis-server"), "7.2.4", "on PATH");

    assertThat(binary.speaksTls()).isFalse();
    assertThatThrownBy(binary::withTls)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("7.2.4 (on PATH) was built without TLS; install");
  }

  @Test
  void withTls_builtWith_isTaken() throws IOException {
    executable("echo \"Bad directive >>> '$3 $4'\"");
    RedisBinary binary = new RedisBinary(folder.resolve("redis-server"), "7.2.4", "on PATH");

    assertThat(binary.withTls()).isSameAs(binary);
  }

  private void executable(String body) throws IOException {
    Path file = folder.resolve("redis-server");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
