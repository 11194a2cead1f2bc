// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after another on a daemon thread, so that whoever posts never waits. The thread
 * exists only while there is something to do, and a second longer.
 */
final class Mailbox {

  private final String name;
  private final AtomicReference<@Nullable ThreadPoolExecutor> executor = new AtomicReference<>();

  Mailbox(String name) {
    this.name = name;
  }

  void post(Runnable task) {
    ThreadPoolExecutor executor = executor();
    try {
      executor.execute(task);
    } catch (OutOfMemoryError e) {
      // No thread is to be had: it waits for the next post that finds one.
      boolean unused = executor.getQueue().offer(task);
    }
  }

  /** Made when first needed: its classes cost a process that starts 2 ms. */
  private ThreadPoolExecutor executor() {
    ThreadPoolExecutor made = executor.get();
    if (made != null) {
      return made;
    }
    made = new ThreadPoolExecutor(
        1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new Daemon(name));
    made.allowCoreThreadTimeOut(true);
    ThreadPoolExecutor earlier = executor.compareAndExchange(null, made);
    return earlier == null ? made : earlier;
  }

  /** Waits until all that was posted before is done; false if the time ends first. */
  boolean flush(Duration limit) {
    try {
      Object unused = executor().submit(() -> {}).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | OutOfMemoryError e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("An empty task cannot fail", e);
    }
  }
}
