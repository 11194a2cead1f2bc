// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.testkit.S3Server;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * Runs the storage benchmarks on one server of their own. It is in this JVM, which measures nothing
 * (give it {@code -Xmx4g}: it keeps objects in the heap), or a container as the environment says.
 * Arguments are those of JMH; {@code -Dbenchmark.stream.mebibytes=1024} makes streams longer than 256.
 */
public final class StorageBenchmarks {

  private StorageBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Suite suite = new Suite(arguments);
    try (S3Server server = S3Server.start()) {
      String[] jvm = place(server).options();
      suite.run(suite
          .options(StorageBenchmark.class, "putSmall|getSmall|head|putPart|getPart")
          .jvmArgsAppend(with(jvm)));
      suite.run(streams(suite, "streamKnown", jvm));
      suite.run(streams(suite, "streamUnknown", jvm)
          .param("stack", "ours", "ours crc32c", "S3TransferManager", "S3Template", "minio-java"));
      suite.run(suite
          .options(StorageBenchmark.class, "presign")
          .param("stack", "ours", "S3Client", "S3Template", "minio-java")
          .jvmArgsAppend(with(jvm)));
    }
    suite.write(Path.of("benchmarks", "target", "storage.json"));
  }

  private static ChainedOptionsBuilder streams(Suite suite, String method, String[] jvm)
      throws Exception {
    return suite
        .options(StorageBenchmark.class, method)
        .mode(Mode.SingleShotTime)
        .timeUnit(TimeUnit.MILLISECONDS)
        .jvmArgsAppend(with(jvm));
  }

  static StorageStack.Place place(S3Server server) {
    return new StorageStack.Place(
        server.endpoint().toString(), server.bucket(), server.accessKey(), server.secretKey());
  }

  private static String[] with(String[] jvm) {
    String[] all = Arrays.copyOf(jvm, jvm.length + 2);
    all[jvm.length] = Suite.QUIET;
    all[jvm.length + 1] =
        "-D" + StorageBenchmark.STREAM + "=" + Long.getLong(StorageBenchmark.STREAM, 256);
    return all;
  }
}
