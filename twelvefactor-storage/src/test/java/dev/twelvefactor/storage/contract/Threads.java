// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Many threads that do the same at the same time. */
final class Threads {

  private static final long LIMIT_SECONDS = 60;

  private Threads() {}

  /**
   * Runs a task in as many threads and answers their results by the threads' numbers; fails with
   * the first failure, and if they take longer than a minute together.
   */
  static <T> List<T> each(int threads, IntFunction<T> task) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        futures.add(executor.submit(() -> {
          start.countDown();
          start.await();
          return task.apply(number);
        }));
      }
      return results(futures);
    } finally {
      executor.shutdownNow();
    }
  }

  private static <T> List<T> results(List<Future<T>> futures) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
    return results;
  }
}
