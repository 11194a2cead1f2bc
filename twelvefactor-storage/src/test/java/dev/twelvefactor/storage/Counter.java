// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A number in an object, which many threads count up by comparing and setting. */
public final class Counter {

  private static final ObjectKey KEY = ObjectKey.of("counter");

  private Counter() {}

  /**
   * Counts in 8 threads.
   *
   * @param files where the number is
   * @param each how often each thread counts
   * @return the number that is there at the end
   */
  public static int countInEightThreads(ObjectStorage files, int each)
      throws InterruptedException, ExecutionException {
    files.put(KEY, Content.of("0"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<?> future : IntStream.range(0, 8)
          .mapToObj(number -> threads.submit(() -> count(files, each)))
          .toList()) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
    try (StoredObject object = files.get(KEY)) {
      return Integer.parseInt(object.text(10));
    }
  }

  private static void count(ObjectStorage files, int each) {
    int done = 0;
    while (done < each) {
      done += tryOnce(files);
    }
  }

  private static int tryOnce(ObjectStorage files) {
    try (StoredObject object = files.get(KEY)) {
      int next = Integer.parseInt(object.text(10)) + 1;
      String etag = object.info().etag();
      files.put(KEY, Content.of(String.valueOf(next)), put -> put.ifMatch(etag));
      return 1;
    } catch (PreconditionFailedException e) {
      return 0;
    }
  }
}
