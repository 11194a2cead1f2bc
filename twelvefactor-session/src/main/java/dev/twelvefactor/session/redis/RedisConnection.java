// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.twelvefactor.session.SessionStoreException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one store: begun at once, shared by all commands, and restored by itself.
 *
 * <p>Nothing here waits for a server that is not there. A command is refused at once while the
 * connection is down, is never sent a second time behind our back, and fails when its time is over.
 */
final class RedisConnection implements AutoCloseable {

  private static final Duration FIRST_CONNECT_PATIENCE = Duration.ofSeconds(2);

  /** The greeting of a frozen server, or the machine that vanished before it, take for ever. */
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Executor SOON =
      CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, Runnable::run);

  private final RedisDriver driver;
  private final Duration timeout;
  private final ServerClock clock = new ServerClock();
  private final LinkWatch watch;

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Lock connecting = new ReentrantLock();
  private @Nullable CompletableFuture<RedisLink> attempt;
  private long failedAt;
  private @Nullable CompletableFuture<RedisLink> nodes;
  private long nodesAt;

  /** How long a command waits for the connection; the first one loads the driver's classes too. */
  private volatile Duration patience = FIRST_CONNECT_PATIENCE;

  private volatile @Nullable RedisLink opened;

  RedisConnection(RedisDriver driver, Duration timeout) {
    this.driver = driver;
    this.timeout = timeout;
    this.watch = new LinkWatch(driver, timeout, this::abandon);
    CompletableFuture<?> unused = attempt();
  }

  ServerClock clock() {
    return clock;
  }

  /** The server's time. Before it is known there is nothing to go by, so this waits for it. */
  Instant now() {
    Instant now = clock.now();
    return now == null ? firstNow() : now;
  }

  private Instant firstNow() {
    checkOpen();
    try {
      connected().toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionStoreException("interrupted while waiting for Redis", false, e);
    } catch (ExecutionException e) {
      throw Failures.translate(e, /* write= */ false, timeout);
    }
    return Objects.requireNonNull(clock.now(), "time of the server");
  }

  /** Sends a command that changes nothing. */
  <T> CompletionStage<T> read(
      Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return send(command, /* write= */ false);
  }

  /** Sends a command that changes something, so that a lost answer leaves a doubt. */
  <T> CompletionStage<T> write(
      Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return send(command, /* write= */ true);
  }

  private <T> CompletionStage<T> send(
      Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command,
      boolean write) {
    checkOpen();
    RedisLink link = opened;
    return link != null
        ? send(link, command, write)
        : connected().thenCompose(first -> send(first, command, write)).handle((value, failure) -> {
          if (failure != null) {
            throw Failures.translate(failure, write, timeout);
          }
          return value;
        });
  }

  private <T> CompletionStage<T> send(
      RedisLink link,
      Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command,
      boolean write) {
    // Each node of a Cluster has a connection of its own, which refuses commands by itself.
    if (!driver.isCluster() && !link.isOpen()) {
      return CompletableFuture.failedStage(Failures.notConnected());
    }
    CompletionStage<T> answer = driver.isCluster()
        ? sendToCluster(link, command, System.nanoTime() + timeout.toNanos())
        : apply(link, command);
    return limited(answer).handle((value, failure) -> {
      if (failure == null) {
        watch.heard();
        return value;
      }
      CompletionException told = told(answer, failure);
      watch.failed(link, told);
      throw Failures.translate(told, write, timeout);
    });
  }

  /** What the driver says comes wrapped; else the time is over, and the command is taken back. */
  private CompletionException told(CompletionStage<?> answer, Throwable failure) {
    if (failure instanceof CompletionException refused) {
      return refused;
    }
    boolean unused = answer.toCompletableFuture().cancel(false);
    return new CompletionException(new RedisCommandTimeoutException(timeout + " have passed"));
  }

  private static <T> CompletionStage<T> apply(
      RedisLink link,
      Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    try {
      return command.apply(link.commands());
    } catch (RuntimeException refused) {
      return CompletableFuture.failedStage(refused);
    }
  }

  private <T> CompletionStage<T> sendToCluster(
      RedisLink link,
      Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command,
      long end) {
    return Steps.orElse(apply(link, command), failure -> {
      if (Failures.isRejection(failure)) {
        // Perhaps it was for a node that is new to us; else it is refused again, and at once.
        return Steps.then(newNodes(link), settled -> apply(link, command));
      }
      // While a slot moves, its keys may be on two nodes; what needs them together is refused.
      return Failures.isTryAgain(failure) && System.nanoTime() - end < 0
          ? Steps.then(
              CompletableFuture.runAsync(() -> {}, SOON), soon -> sendToCluster(link, command, end))
          : CompletableFuture.failedStage(failure);
    });
  }

  /** Connects to nodes that are not connected; what is refused meanwhile waits for the same. */
  private CompletableFuture<RedisLink> newNodes(RedisLink link) {
    connecting.lock();
    try {
      CompletableFuture<RedisLink> current = nodes;
      long now = System.nanoTime();
      if (current == null || (current.isDone() && now - nodesAt > PAUSE_AFTER_FAILURE_NANOS)) {
        current = link.connectTo(node -> true);
        nodes = current;
        nodesAt = now;
      }
      return current.copy();
    } finally {
      connecting.unlock();
    }
  }

  /**
   * Ends a command in time, to the millisecond. The driver's own limit comes up to 100 ms late, and
   * in a Cluster counts from when a node is connected.
   */
  private <T> CompletionStage<T> limited(CompletionStage<T> answer) {
    return answer.toCompletableFuture().copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("session store is closed");
    }
  }

  private CompletionStage<RedisLink> connected() {
    RedisLink link = opened;
    return link != null
        ? CompletableFuture.completedStage(link)
        : attempt().copy().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The attempt under way. After a failed one there is a pause, in which all share its failure. */
  private CompletableFuture<RedisLink> attempt() {
    connecting.lock();
    try {
      CompletableFuture<RedisLink> current = attempt;
      boolean again = current != null
          && current.isCompletedExceptionally()
          && System.nanoTime() - failedAt > PAUSE_AFTER_FAILURE_NANOS;
      if (current == null || again) {
        current = connect();
        attempt = current;
      }
      return current;
    } finally {
      connecting.unlock();
    }
  }

  private CompletableFuture<RedisLink> connect() {
    CompletableFuture<RedisLink> connected = driver.connect();
    return connected
        .thenCompose(this::askTime)
        .orTimeout(LONGEST_ATTEMPT.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((link, failure) -> {
          failedAt = System.nanoTime();
          patience = timeout;
          opened = link;
          if (link == null || closed.get()) {
            // Also one that comes too late.
            var unused = connected.thenAccept(RedisLink::close);
          } else {
            watch.heard();
          }
        });
  }

  private CompletionStage<RedisLink> askTime(RedisLink link) {
    return link.commands().time().thenApply(time -> {
      clock.heard(number(time.get(0)) * 1000 + number(time.get(1)) / 1000);
      return link;
    });
  }

  /** Gives up a connection that leads to the wrong server; the next command looks for another. */
  private void abandon(RedisLink link) {
    connecting.lock();
    try {
      if (link.equals(opened)) {
        opened = null;
        attempt = null;
      }
    } finally {
      connecting.unlock();
    }
    link.close();
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, US_ASCII));
  }

  /** Lets nothing in any more; what is in flight then, the store has waited for long enough. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    driver.close(opened);
  }
}
