// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import dev.twelvefactor.storage.ObjectStorageException;
import dev.twelvefactor.storage.ObjectStorageException.Reason;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that send parts and clean up, and the memory that parts may take beyond the one that
 * each upload fills.
 */
final class Workers {

  private static final int MIB = 1024 * 1024;
  private static final int BUDGET_MIB = 64;
  private static final long PATIENCE_SECONDS = 5;

  private final Semaphore budget = new Semaphore(BUDGET_MIB);
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Callable<Boolean>> unfinished = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "twelvefactor-storage-" + number.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  });

  /** Takes memory for the buffer of a part, unless there is none; to be given back. */
  boolean tryReserve(int bytes) {
    return budget.tryAcquire(mib(bytes));
  }

  void giveBack(int bytes) {
    budget.release(mib(bytes));
  }

  private static int mib(int bytes) {
    return (bytes + MIB - 1) / MIB;
  }

  <T> Future<T> submit(Callable<T> task) {
    try {
      return threads.submit(task);
    } catch (RejectedExecutionException e) {
      throw new ObjectStorageException(
          Reason.UNAVAILABLE,
          "the storage was closed before everything was sent; nothing is stored",
          /* maybeApplied= */ false,
          e);
    }
  }

  /** Remembers how to drop what is being written, for the case that it does not end by itself. */
  void track(Callable<Boolean> abandon) {
    unfinished.add(abandon);
  }

  void untrack(Callable<Boolean> abandon) {
    unfinished.remove(abandon);
  }

  /** Drops what has not ended, all of it at once and for a while; also on an interrupted thread. */
  void close() {
    boolean interrupted = Thread.interrupted();
    try {
      threads.invokeAll(unfinished, PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    threads.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The result of a task, or its failure as it was thrown. */
  static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStorageException(
          Reason.INTERRUPTED,
          "interrupted while parts were sent; nothing is stored",
          /* maybeApplied= */ false,
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("unexpected failure of a part", e.getCause());
    }
  }
}
