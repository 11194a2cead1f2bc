// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.io.InputStream;
import java.util.concurrent.TimeUnit;
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

/** One call of each client: 1000 bytes, 8 MiB, and streams of many parts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StorageBenchmark {

  /** How long a stream is; a stored one of before lies beside the new one until that is whole. */
  static final String STREAM = "benchmark.stream.mebibytes";

  @Param({"ours", "ours crc32c", "S3Client", "S3TransferManager", "S3Template", "minio-java"})
  public String stack;

  private final byte[] small = new byte[1000];
  private final byte[] part = new byte[8 << 20];
  private final long length = Long.getLong(STREAM, 256) << 20;
  private StorageStack storage;

  @Setup
  public void open() throws Exception {
    storage = StorageStack.open(stack);
    storage.put("small", small);
    storage.put("part", part);
  }

  @TearDown
  public void close() throws Exception {
    storage.close();
  }

  @Benchmark
  public Object putSmall() throws Exception {
    return storage.put("small", small);
  }

  @Benchmark
  public byte[] getSmall() throws Exception {
    return storage.get("small");
  }

  @Benchmark
  public Object head() throws Exception {
    return storage.head("small");
  }

  @Benchmark
  public Object putPart() throws Exception {
    return storage.put("part", part);
  }

  @Benchmark
  public byte[] getPart() throws Exception {
    return storage.get("part");
  }

  @Benchmark
  public Object streamKnown() throws Exception {
    try (InputStream in = new Zeros(length)) {
      return storage.put("stream", in, length);
    }
  }

  @Benchmark
  public Object streamUnknown() throws Exception {
    try (InputStream in = new Zeros(length)) {
      return storage.put("stream", in);
    }
  }

  @Benchmark
  public Object presign() throws Exception {
    return storage.presign("small");
  }

  @Benchmark
  public Object post() throws Exception {
    return storage.post("small");
  }

  /** So many bytes, made at no cost, and not to be read twice. */
  private static final class Zeros extends InputStream {

    private long left;

    Zeros(long length) {
      left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      left -= count;
      return count;
    }
  }
}
