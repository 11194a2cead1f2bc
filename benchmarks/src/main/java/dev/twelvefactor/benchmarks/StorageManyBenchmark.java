// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Ten thousand keys at once; each page and each batch has 1000. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StorageManyBenchmark {

  private static final int COUNT = 10_000;
  private static final String PREFIX = "many/";

  @Param({"ours", "S3Client"})
  public String stack;

  private final List<String> absent =
      IntStream.range(0, COUNT).mapToObj(i -> "absent/" + i).toList();
  private StorageStack storage;

  /** Puts what is listed, once for all forks. */
  static void fill(StorageStack.Place place) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (StorageStack storage = new SdkStorage(place)) {
      Stream<Future<Object>> puts = IntStream.range(0, COUNT)
          .mapToObj(i -> threads.submit(() -> storage.put(PREFIX + i, new byte[1])));
      for (Future<Object> put : puts.toList()) {
        put.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Setup
  public void open() {
    storage = StorageStack.open(stack);
  }

  @TearDown
  public void close() throws Exception {
    storage.close();
  }

  @Benchmark
  public long list() {
    long count = storage.list(PREFIX);
    if (count != COUNT) {
      throw new IllegalStateException(count + " keys (expected: " + COUNT + ")");
    }
    return count;
  }

  /** Of keys that are not there, so that it can be done again; the client's part is the same. */
  @Benchmark
  public Object delete() {
    return storage.delete(absent);
  }
}
