// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import dev.twelvefactor.testkit.RedisProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how late a duplicate is that waits: from the end of the task to the return of the duplicate,
 * which has the completion between them. The two calls are those of one executor, or of two that have
 * only Redis in common. Tasks take up to twice as long as the table says, so that no rhythm counts.
 * Prints a table, in about three minutes.
 */
public final class IdempotencyWait {

  private static final Operation<String> CREATE = Operation.builder("create_order", String.class)
      .duplicatesWait(Duration.ofMinutes(1))
      .build();
  private static final int WARM_UP = 200;
  private static final long TOTAL_MILLIS = TimeUnit.SECONDS.toMillis(30);
  private static final int MOST_CALLS = 1000;

  private IdempotencyWait() {}

  public static void main(String[] arguments) {
    try (RedisProcess redis = RedisProcess.start();
        IdempotentExecutor once = executor(redis);
        IdempotentExecutor other = executor(redis)) {
      late(once, once, 1, WARM_UP);
      late(once, other, 1, WARM_UP);
      System.out.println("| task ms | executors | p50 ms | p99 ms | most ms | calls |");
      System.out.println("| --- | --- | --- | --- | --- | --- |");
      for (int millis : new int[] {10, 100, 1000}) {
        int calls = (int) Math.min(MOST_CALLS, TOTAL_MILLIS / millis);
        print(millis, 1, late(once, once, millis, calls));
        print(millis, 2, late(once, other, millis, calls));
      }
    }
  }

  private static IdempotentExecutor executor(RedisProcess redis) {
    return IdempotentExecutor.create(RedisIdempotencyStore.connect(redis.url(), "benchmark"));
  }

  private static void print(int millis, int executors, long[] late) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %.2f | %.2f | %.2f | %d |%n",
        millis,
        executors,
        late[late.length / 2] / 1e6,
        late[late.length * 99 / 100] / 1e6,
        late[late.length - 1] / 1e6,
        late.length);
  }

  /** The times of so many calls, in nanoseconds, the shortest first. */
  private static long[] late(
      IdempotentExecutor owner, IdempotentExecutor duplicate, int millis, int calls) {
    long[] late = new long[calls];
    for (int i = 0; i < calls; i++) {
      long task =
          ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(2L * millis)) + 1;
      late[i] = late(owner, duplicate, task);
    }
    Arrays.sort(late);
    return late;
  }

  private static long late(IdempotentExecutor owner, IdempotentExecutor duplicate, long nanos) {
    IdempotencyKey key = IdempotencyKey.of("acme", UUID.randomUUID().toString(), "tea");
    CountDownLatch running = new CountDownLatch(1);
    AtomicLong ended = new AtomicLong();
    CompletableFuture<Long> returned =
        CompletableFuture.supplyAsync(() -> returned(duplicate, key, running));
    owner.execute(CREATE, key, run -> {
      running.countDown();
      LockSupport.parkNanos(nanos);
      ended.set(System.nanoTime());
      return "done";
    });
    return returned.join() - ended.get();
  }

  private static long returned(
      IdempotentExecutor duplicate, IdempotencyKey key, CountDownLatch running) {
    try {
      running.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    String unused = duplicate.execute(CREATE, key, run -> "twice").orThrow();
    return System.nanoTime();
  }
}
