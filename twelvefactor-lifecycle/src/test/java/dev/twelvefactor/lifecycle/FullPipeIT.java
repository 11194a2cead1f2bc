// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullPipeIT {

  @TempDir
  Path folder;

  @Test
  void signal_stdoutIsAFullPipe_drainsClosesAndExits() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug",
        "-Dorg.slf4j.simpleLogger.logFile=System.out",
        FullPipe.class.getName(),
        folder.toString());
    builder.environment().put("SHUTDOWN_TIMEOUT", "20s");
    builder.environment().put("SHUTDOWN_LAME_DUCK", "0s");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve("ready")));

      assertThat(process.toHandle().destroy()).isTrue();

      assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(folder.resolve("closed")).exists();
      assertThat(folder.resolve("log")).exists();
    } finally {
      process.destroyForcibly();
    }
  }
}
