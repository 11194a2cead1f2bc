// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.util.concurrent.Callable;

/** A process that {@link StorageTurns} measures; prints the nanoseconds of one call. */
public final class StorageTurnsChild {

  private StorageTurnsChild() {}

  public static void main(String[] arguments) throws Exception {
    StorageBenchmark one = new StorageBenchmark();
    one.stack = arguments[0];
    one.open();
    StorageManyBenchmark many = new StorageManyBenchmark();
    many.stack = arguments[0];
    many.open();
    System.out.println(
        switch (arguments[1]) {
          case "put" -> measure(1000, one::putSmall);
          case "get" -> measure(1000, one::getSmall);
          case "list" -> measure(10, many::list);
          case "delete" -> measure(10, many::delete);
          case "known" -> measure(1, one::streamKnown);
          case "unknown" -> measure(1, one::streamUnknown);
          default -> throw new IllegalArgumentException(arguments[1]);
        });
    many.close();
    one.close();
    System.exit(0);
  }

  private static long measure(int times, Callable<?> call) throws Exception {
    repeat(times, call); // so that what is measured is compiled
    long begun = System.nanoTime();
    repeat(times, call);
    return (System.nanoTime() - begun) / times;
  }

  private static void repeat(int times, Callable<?> call) throws Exception {
    for (int i = 0; i < times; i++) {
      if (call.call() == null) {
        throw new IllegalStateException("no answer");
      }
    }
  }
}
