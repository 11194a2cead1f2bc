// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.testkit.S3Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how long a fresh JVM takes to build a client and put its first 1000 bytes. The argument is
 * the number of JVMs of each kind, 21 if there is none.
 */
public final class StorageProcesses {

  private StorageProcesses() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 21 : Integer.parseInt(arguments[0]);
    try (S3Server server = S3Server.start()) {
      List<String> options =
          new ArrayList<>(List.of(StorageBenchmarks.place(server).options()));
      options.add(Suite.QUIET);
      ChildJvms first = new ChildJvms();
      for (String stack : List.of(
          "S3Client", "ours", "ours crc32c", "S3TransferManager", "S3Template", "minio-java")) {
        first.add("build and first put, " + stack, () -> put(stack, options));
      }
      first.run(rounds, Path.of("benchmarks", "target", "storage-first.json"));
    }
  }

  /** All have the same class path, that of all. */
  private static double put(String stack, List<String> options) throws Exception {
    return ChildJvms.printed(
        stack, ChildJvms.command(StorageChild.class, List.of(""), options, stack));
  }
}
