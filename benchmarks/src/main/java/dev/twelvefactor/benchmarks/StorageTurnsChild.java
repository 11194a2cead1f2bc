// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;

/** A process that {@link StorageTurns} measures; prints the nanoseconds of one call. */
public final class StorageTurnsChild {

  private static final long KNOWN = 256 << 20;
  private static final long UNKNOWN = 1 << 30;
  private static final int KEYS = 10_000;

  private interface Call {
    Object run(StorageStack storage) throws Exception;
  }

  private StorageTurnsChild() {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments[1];
    Call call = call(name);
    int times = switch (name) {
      case "put", "get" -> 3000;
      case "list", "delete" -> 10;
      default -> 1;
    };
    StorageStack storage = StorageStack.open(arguments[0]);
    storage.put("small", new byte[1000]);
    repeat(times, call, storage); // so that what is measured is compiled
    long begun = System.nanoTime();
    repeat(times, call, storage);
    System.out.println((System.nanoTime() - begun) / times);
    storage.close();
    System.exit(0);
  }

  private static void repeat(int times, Call call, StorageStack storage) throws Exception {
    for (int i = 0; i < times; i++) {
      if (call.run(storage) == null) {
        throw new IllegalStateException("no answer");
      }
    }
  }

  private static Call call(String name) {
    byte[] small = new byte[1000];
    List<String> absent = IntStream.range(0, KEYS).mapToObj(i -> "absent/" + i).toList();
    return switch (name) {
      case "put" -> storage -> storage.put("small", small);
      case "get" -> storage -> storage.get("small");
      case "list" -> storage -> storage.list(StorageManyBenchmark.PREFIX);
      case "delete" -> storage -> storage.delete(absent);
      case "known" ->
        storage -> {
          try (InputStream in = new Zeros(KNOWN)) {
            return storage.put("stream", in, KNOWN);
          }
        };
      case "unknown" ->
        storage -> {
          try (InputStream in = new Zeros(UNKNOWN)) {
            return storage.put("stream", in);
          }
        };
      default -> throw new IllegalArgumentException(name);
    };
  }
}
