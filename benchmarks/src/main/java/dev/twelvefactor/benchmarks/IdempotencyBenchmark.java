// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.InMemoryIdempotencyStore;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * An operation whose task does nothing: the first time for its key, and again. Bodies and results have
 * 200 characters. Raw commands have no lease check, no fence and no comparison of bodies.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IdempotencyBenchmark {

  static final String REDIS_URL = "benchmark.redis";

  private static final String TEXT = "x".repeat(200);
  private static final Operation<String> CREATE = Operation.of("create_order", String.class);
  private static final Duration RETENTION = Duration.ofHours(24);
  private static final SetArgs CLAIM = SetArgs.Builder.nx().px(Duration.ofSeconds(30));
  private static final SetArgs RESULT = SetArgs.Builder.px(RETENTION);
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final String url = System.getProperty(REDIS_URL);
  private final IdempotencyKey again = key("again");
  private RedisClient client;
  private StatefulRedisConnection<String, String> raw;
  private RedissonClient redisson;
  private IdempotentExecutor once;

  @Setup
  public void open() {
    client = RedisClient.create(url);
    raw = client.connect();
    Config config = new Config().setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress(url);
    redisson = Redisson.create(config);
    once = IdempotentExecutor.create(RedisIdempotencyStore.connect(url, "benchmark"));
    execute(once, again);
    raw.sync().set("again", TEXT, RESULT);
  }

  @TearDown
  public void close() {
    raw.sync().flushall();
    once.close();
    redisson.shutdown();
    client.shutdown();
  }

  /** Without Redis; new for each iteration, since it keeps what it is given for a day. */
  @State(Scope.Benchmark)
  public static class Memory {

    private final IdempotencyKey again = key("again");
    private IdempotentExecutor once;

    @Setup(Level.Iteration)
    public void open() {
      once = IdempotentExecutor.create(InMemoryIdempotencyStore.create());
      execute(once, again);
    }

    @TearDown(Level.Iteration)
    public void close() {
      once.close();
    }
  }

  private static IdempotencyKey key(String text) {
    return IdempotencyKey.of("acme", text, TEXT);
  }

  private static String next() {
    return "order-" + NUMBERS.incrementAndGet();
  }

  private static String execute(IdempotentExecutor once, IdempotencyKey key) {
    return once.execute(CREATE, key, run -> TEXT).orThrow();
  }

  @Benchmark
  public String firstOurs() {
    return execute(once, key(next()));
  }

  @Benchmark
  public String firstOursInMemory(Memory memory) {
    return execute(memory.once, key(next()));
  }

  @Benchmark
  public String firstRaw() {
    String key = next();
    if (raw.sync().set(key, "owner", CLAIM) == null) {
      throw new IllegalStateException(key);
    }
    return raw.sync().set(key, TEXT, RESULT);
  }

  @Benchmark
  public String firstRedisson() {
    String key = next();
    RLock lock = redisson.getLock("lock:" + key);
    lock.lock();
    try {
      RBucket<String> result = redisson.getBucket(key);
      if (result.get() == null) {
        result.set(TEXT, RETENTION);
      }
      return TEXT;
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  public String replayOurs() {
    return execute(once, again);
  }

  @Benchmark
  public String replayOursInMemory(Memory memory) {
    return execute(memory.once, memory.again);
  }

  @Benchmark
  public String replayRawGet() {
    return raw.sync().get("again");
  }

  @Benchmark
  public String replayRawTwoTrips() {
    String claimed = raw.sync().set("again", "owner", CLAIM);
    return claimed == null ? raw.sync().get("again") : claimed;
  }

  @Benchmark
  public String replayRedisson() {
    RBucket<String> result = redisson.getBucket("again");
    return result.get();
  }
}
