// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Notices that a connection stands but leads to the wrong place: to a server that was a primary and
 * is a replica now, or to a machine that is gone, of which the network tells nothing for minutes.
 * Then another connection asks anew where the primary is. A Cluster keeps its connections and looks
 * where its slots are.
 */
final class LinkWatch {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final Duration LEAST_SILENCE = Duration.ofSeconds(2);
  private static final int TIMEOUTS_OF_SILENCE = 4;

  private final RedisDriver driver;
  private final Consumer<RedisLink> abandon;
  private final long silence;
  private final LongSupplier nanoTime;
  private final AtomicLong actedAt;

  /** When the first of the commands timed out that nothing was heard since; 0 if there is none. */
  private final AtomicLong silentSince = new AtomicLong();

  LinkWatch(RedisDriver driver, Duration timeout, Consumer<RedisLink> abandon) {
    this(driver, timeout, abandon, System::nanoTime);
  }

  LinkWatch(
      RedisDriver driver, Duration timeout, Consumer<RedisLink> abandon, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.actedAt = new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS);
    this.driver = driver;
    this.abandon = abandon;
    this.silence = Math.max(
        LEAST_SILENCE.toNanos(), timeout.multipliedBy(TIMEOUTS_OF_SILENCE).toNanos());
  }

  void heard() {
    if (silentSince.get() != 0) {
      silentSince.set(0);
    }
  }

  void failed(RedisLink link, Throwable failure) {
    boolean timeout = Failures.isTimeout(failure);
    if (driver.isCluster()) {
      if (timeout && isDue()) {
        driver.refresh();
      }
      return;
    }
    if (((timeout && isSilent()) || Failures.isReplica(failure)) && isDue()) {
      abandon.accept(link);
    }
  }

  /** One command that takes long says nothing, after whatever quiet time. */
  private boolean isSilent() {
    long now = nanoTime.getAsLong();
    long since = silentSince.get();
    if (since == 0) {
      silentSince.compareAndSet(0, now == 0 ? 1 : now);
      return false;
    }
    return now - since > silence;
  }

  /** Not with every command that fails: each time costs a connection or a question to each node. */
  private boolean isDue() {
    long now = nanoTime.getAsLong();
    long last = actedAt.get();
    return now - last >= PAUSE_NANOS && actedAt.compareAndSet(last, now);
  }
}
