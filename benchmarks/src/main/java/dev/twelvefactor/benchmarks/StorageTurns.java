// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.testkit.S3Server;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures calls of each client in JVMs of their own, one after the other in turns, so that a machine
 * whose speed changes is as fast for all. The arguments are the number of turns, 5 if there is none,
 * and the calls of {@link StorageTurnsChild}, all if there are none. Streams want a container, since
 * those of S3TransferManager fail on S3Proxy.
 */
public final class StorageTurns {

  private static final int TURNS = 5;

  private StorageTurns() {}

  public static void main(String[] arguments) throws Exception {
    int turns = arguments.length == 0 ? TURNS : Integer.parseInt(arguments[0]);
    List<String> calls = arguments.length < 2
        ? List.of("put", "get", "list", "delete", "known", "unknown")
        : List.of(arguments).subList(1, arguments.length);
    try (S3Server server = S3Server.start()) {
      String[] place = StorageBenchmarks.place(server).options();
      if (calls.contains("list")) {
        StorageManyBenchmark.fill(StorageBenchmarks.place(server));
      }
      for (String call : calls) {
        int mebibytes = call.equals("unknown") ? 1024 : 256;
        List<String> options = List.of(StorageBenchmarks.with(place, mebibytes));
        ChildJvms children = new ChildJvms();
        for (String stack : stacks(call)) {
          children.add(
              call + ", " + stack,
              () -> ChildJvms.printed(
                  stack,
                  ChildJvms.command(StorageTurnsChild.class, List.of(""), options, stack, call)));
        }
        children.run(turns, Path.of("benchmarks", "target", "storage-" + call + ".json"));
      }
    }
  }

  private static List<String> stacks(String call) {
    return switch (call) {
      case "list", "delete" -> List.of("S3Client", "ours");
      case "unknown" ->
        List.of("S3TransferManager", "ours", "ours crc32c", "minio-java", "S3Template");
      default -> List.of("S3Client", "ours", "ours crc32c", "S3TransferManager", "minio-java");
    };
  }
}
