// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a JVM without an optional dependency, as in a project that has not added it. */
class OptionalDependencyIT {

  /** Opens a server in the row and prints why it cannot. */
  static final class Opener {
    public static void main(String[] arguments) {
      Map<String, String> environment =
          Map.of("TWELVEFACTOR_TEST_BACKENDS", arguments[1], "TWELVEFACTOR_TEST_S3_IMAGE", "x");
      try {
        if (arguments[0].equals("redis")) {
          RedisServer.open(environment).close();
        } else {
          S3Backends.open(environment).close();
        }
        System.out.println("opened");
      } catch (Throwable e) {
        System.out.println(e);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "testcontainers, redis, containers, org.testcontainers:testcontainers",
    "testcontainers, s3, containers, org.testcontainers:testcontainers",
    "s3proxy, s3, embedded, org.gaul:s3proxy",
    "jakarta.servlet-api, s3, embedded, jakarta.servlet:jakarta.servlet-api",
    "awssdk/s3/, s3, embedded, software.amazon.awssdk:s3"
  })
  void open_dependencyMissing_namesItsCoordinates(
      String missing, String server, String row, String coordinates) throws Exception {
    assertThat(openWithout(missing, server, row))
        .startsWith("java.lang.IllegalStateException")
        .contains("needs " + coordinates + " on the test class path");
  }

  @ParameterizedTest
  @CsvSource({"testcontainers, redis, auto", "testcontainers, s3, auto", "s3proxy, redis, embedded"
  })
  void open_dependencyNotNeeded_opens(String missing, String server, String row) throws Exception {
    assertThat(openWithout(missing, server, row)).contains("opened");
  }

  private static String openWithout(String missing, String server, String row)
      throws IOException, InterruptedException {
    String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains(missing))
        .collect(Collectors.joining(File.pathSeparator));
    String java = System.getProperty("java.home") + "/bin/java";
    Process process =
        new ProcessBuilder(java, "-cp", path, Opener.class.getName(), server, row).start();
    ProcessOutput output = ProcessOutput.of(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output.awaitEnd(Duration.ofSeconds(10))).isTrue();
    return output.text();
  }
}
