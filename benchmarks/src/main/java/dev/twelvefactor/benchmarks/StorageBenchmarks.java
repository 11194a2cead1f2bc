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
 * Runs the storage benchmarks on one server of their own, in less than 15 minutes. It is in this JVM,
 * which measures nothing (give it {@code -Xmx4g}: it keeps objects in the heap), or a container as the
 * environment says. Arguments are those of JMH. Streams have 256 MiB where their length is told, and
 * 1024 where it is not; {@code -Dbenchmark.stream.mebibytes} sets both.
 */
public final class StorageBenchmarks {

  private StorageBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Suite suite = new Suite(arguments);
    try (S3Server server = S3Server.start()) {
      String[] jvm = place(server).options();
      suite.rehearse(suite
          .options(StorageBenchmark.class, "putSmall|getSmall|head|putPart|getPart")
          .param("stack", "S3Client")
          .jvmArgsAppend(with(jvm, 0)));
      suite.run(suite
          .options(StorageBenchmark.class, "putSmall|getSmall|head|putPart|getPart")
          .jvmArgsAppend(with(jvm, 0)));
      suite.run(streams(suite, "streamKnown", jvm, 256));
      suite.run(streams(suite, "streamUnknown", jvm, 1024)
          .param("stack", "ours", "ours crc32c", "S3TransferManager", "S3Template", "minio-java"));
      suite.run(suite
          .options(StorageBenchmark.class, "presign")
          .param("stack", "ours", "S3Client", "S3Template", "minio-java")
          .jvmArgsAppend(with(jvm, 0)));
      suite.run(suite
          .options(StorageBenchmark.class, "post")
          .param("stack", "ours", "minio-java")
          .jvmArgsAppend(with(jvm, 0)));
      StorageManyBenchmark.fill(place(server));
      suite.rehearse(suite
          .options(StorageManyBenchmark.class, "list|delete")
          .param("stack", "S3Client")
          .jvmArgsAppend(with(jvm, 0)));
      suite.run(
          suite.options(StorageManyBenchmark.class, "list|delete").jvmArgsAppend(with(jvm, 0)));
    }
    suite.write(Path.of("benchmarks", "target", "storage.json"));
  }

  private static ChainedOptionsBuilder streams(
      Suite suite, String method, String[] jvm, int mebibytes) throws Exception {
    return suite
        .options(StorageBenchmark.class, method)
        .mode(Mode.SingleShotTime)
        .timeUnit(TimeUnit.MILLISECONDS)
        .warmupIterations(1)
        .measurementIterations(3)
        .jvmArgsAppend(with(jvm, mebibytes));
  }

  static StorageStack.Place place(S3Server server) {
    return new StorageStack.Place(
        server.endpoint().toString(), server.bucket(), server.accessKey(), server.secretKey());
  }

  static String[] with(String[] jvm, int mebibytes) {
    String[] all = Arrays.copyOf(jvm, jvm.length + 2);
    all[jvm.length] = Suite.QUIET;
    all[jvm.length + 1] = "-D" + StorageBenchmark.STREAM + "="
        + Integer.getInteger(StorageBenchmark.STREAM, mebibytes);
    return all;
  }
}
