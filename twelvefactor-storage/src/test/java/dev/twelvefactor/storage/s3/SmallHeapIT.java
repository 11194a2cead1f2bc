// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.storage.Content;
import dev.twelvefactor.storage.ObjectKey;
import dev.twelvefactor.testkit.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A stream of unknown length through a heap that is much smaller; so many MiB as the property {@code
 * twelvefactor.test.stream} says, such as 5120; 256 by default.
 */
class SmallHeapIT {

  private static final String CLASS_PATH = "java.class.path";
  private static final long MIB = 1024 * 1024;
  private static final long MOST_MIB = 220;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** What runs in the small heap. */
  static final class Sender {

    private Sender() {}

    public static void main(String[] arguments) throws IOException {
      long size = Long.parseLong(arguments[1]);
      try (S3ObjectStorage files = S3ObjectStorage.builder("sink")
          .endpoint(URI.create(arguments[0]))
          .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
          .build()) {
        long start = System.nanoTime();
        long stored = files.put(ObjectKey.of("large"), Content.of(zeros(size))).size();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("stored " + stored + " in " + took.toMillis() + " ms");
        System.out.println("peak " + peakMib() + " MiB");
      }
    }

    /** What this process took at most, of all kinds of memory; 0 where the system does not tell. */
    private static long peakMib() throws IOException {
      Path status = Path.of("/proc/self/status");
      if (!Files.exists(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .sum();
    }

    private static InputStream zeros(long size) {
      return new InputStream() {
        private long left = size;

        @Override
        public int read() {
          return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) {
          int some = (int) Math.min(left, count);
          left -= some;
          return some == 0 && count > 0 ? -1 : some;
        }
      };
    }
  }

  /** It sees what this JVM has on its module path as well, on its class path. */
  private static ChildJvm.Builder child(String... arguments) {
    String own = System.getProperty(CLASS_PATH);
    String modules = System.getProperty("jdk.module.path", "");
    System.setProperty(CLASS_PATH, own + File.pathSeparator + modules);
    try {
      return ChildJvm.of(Sender.class, arguments);
    } finally {
      System.setProperty(CLASS_PATH, own);
    }
  }

  @Test
  void put_streamOfUnknownLengthInASmallHeap_isStoredWhole() throws Exception {
    long size = Long.getLong("twelvefactor.test.stream", 256) * MIB + 1;
    try (SinkServer sink = new SinkServer();
        ChildJvm child = child(sink.endpoint().toString(), String.valueOf(size))
            .jvmArguments("-Xmx96m", "-XX:+ExitOnOutOfMemoryError")
            .start()) {
      int code = child.awaitExit(LONGEST);

      System.err.println(child.lines());
      assertThat(code).as("%s", child.lines()).isZero();
      assertThat(child.lines()).anyMatch(line -> line.startsWith("stored " + size + " in "));
      assertThat(child.lines())
          .filteredOn(line -> line.startsWith("peak "))
          .singleElement()
          .satisfies(line -> assertThat(Long.parseLong(line.replaceAll("[^0-9]", "")))
              .as(line)
              .isLessThanOrEqualTo(MOST_MIB));
      assertThat(sink.received()).isEqualTo(size);
      assertThat(sink.completed()).isEqualTo(1);
    }
  }
}
