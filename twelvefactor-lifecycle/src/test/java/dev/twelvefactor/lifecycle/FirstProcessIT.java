// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The service as the first process of a PID namespace, as in a container: the kernel keeps signals
 * from it that it does not handle. It takes root on Linux, as an engine does.
 */
@Tag("containers")
class FirstProcessIT {

  @Test
  void signal_serviceIsProcessOne_closesInOrderAndExits() throws Exception {
    Process namespace = inNamespace("numbered").start();
    try (BufferedReader out = namespace.inputReader()) {
      List<String> lines = out.lines().takeWhile(line -> !line.equals("ready")).toList();
      assertThat(lines).contains("pid 1");

      namespace.children().forEach(ProcessHandle::destroy);

      assertThat(out.lines().filter(line -> line.startsWith("closed")))
          .startsWith("closed PAUSE_INTAKE")
          .endsWith("closed LOGGING");
      assertThat(namespace.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(namespace.exitValue()).isZero();
    } finally {
      namespace.destroyForcibly();
    }
  }

  private static ProcessBuilder inNamespace(String scenario) {
    ProcessBuilder builder = new ProcessBuilder(
            "unshare",
            "--pid",
            "--fork",
            "--kill-child",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Scenarios.class.getName(),
            scenario)
        .redirectErrorStream(true);
    builder.environment().put("SHUTDOWN_TIMEOUT", "10s");
    builder.environment().put("SHUTDOWN_LAME_DUCK", "0s");
    return builder;
  }
}
