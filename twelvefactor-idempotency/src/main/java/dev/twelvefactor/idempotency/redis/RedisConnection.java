// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one store: begun at once, shared by all commands, and restored by itself.
 *
 * <p>Nothing here waits for a server that is not there. A command is refused at once while the
 * connection is down, is never sent a second time behind our back, and fails when its time is over.
 */
final class RedisConnection implements AutoCloseable {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  private static final Duration FIRST_CONNECT_PATIENCE = Duration.ofSeconds(2);
  private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofMillis(500);
  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int REQUEST_QUEUE_SIZE = 2048;

  /** The least that the driver accepts; one connection uses one thread of each kind. */
  private static final int THREADS = 2;

  private final RedisURI uri;
  private final Duration timeout;
  private final Consumer<RedisAsyncCommands<String, byte[]>> onConnect;
  private final ClientResources resources;
  private final RedisClient client;

  /** Each command in flight holds one permit; whoever closes takes them all. */
  private final Semaphore permits = new Semaphore(Integer.MAX_VALUE);

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Lock connecting = new ReentrantLock();
  private @Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>> attempt;
  private long failedAt;

  /** How long a command waits for the connection; the first one loads the driver's classes too. */
  private volatile Duration patience = FIRST_CONNECT_PATIENCE;

  private volatile @Nullable StatefulRedisConnection<String, byte[]> opened;

  RedisConnection(
      RedisURI uri, Duration timeout, Consumer<RedisAsyncCommands<String, byte[]>> onConnect) {
    this.uri = uri;
    this.timeout = timeout;
    this.onConnect = onConnect;
    this.resources = DefaultClientResources.builder()
        .ioThreadPoolSize(THREADS)
        .computationThreadPoolSize(THREADS)
        .reconnectDelay(Delay.fullJitter(
            Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 10, TimeUnit.MILLISECONDS))
        .build();
    this.client = RedisClient.create(resources, uri);
    client.setOptions(ClientOptions.builder()
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(REQUEST_QUEUE_SIZE)
        .timeoutOptions(TimeoutOptions.enabled(timeout))
        .socketOptions(SocketOptions.builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .keepAlive(true)
            .build())
        .replayFilter(command -> true)
        .build());
  }

  /** Sends a command that changes nothing. */
  <T> CompletionStage<T> read(
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return send(command, /* write= */ false);
  }

  /** Sends a command that changes something, so that a lost answer leaves a doubt. */
  <T> CompletionStage<T> write(
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return send(command, /* write= */ true);
  }

  private <T> CompletionStage<T> send(
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command, boolean write) {
    checkOpen(!closed.get() && permits.tryAcquire());
    StatefulRedisConnection<String, byte[]> connection = opened;
    CompletionStage<T> answer = connection != null
        ? send(connection, command)
        : connected().thenCompose(first -> send(first, command));
    return answer.handle((value, failure) -> {
      permits.release();
      if (failure != null) {
        throw Failures.translate(failure, write, timeout);
      }
      return value;
    });
  }

  private static <T> CompletionStage<T> send(
      StatefulRedisConnection<String, byte[]> connection,
      Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return connection.isOpen()
        ? command.apply(connection.async())
        : CompletableFuture.failedStage(Failures.notConnected());
  }

  private static void checkOpen(boolean open) {
    if (!open) {
      throw new IllegalStateException("idempotency store is closed");
    }
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> connected() {
    StatefulRedisConnection<String, byte[]> connection = opened;
    return connection != null
        ? CompletableFuture.completedStage(connection)
        : attempt().copy().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The attempt under way. After a failed one there is a pause, in which all share its failure. */
  private CompletableFuture<StatefulRedisConnection<String, byte[]>> attempt() {
    connecting.lock();
    try {
      CompletableFuture<StatefulRedisConnection<String, byte[]>> current = attempt;
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

  private CompletableFuture<StatefulRedisConnection<String, byte[]>> connect() {
    return client
        .connectAsync(CODEC, uri)
        .toCompletableFuture()
        .whenComplete((connection, failure) -> {
          failedAt = System.nanoTime();
          opened = connection;
          if (connection != null) {
            onConnect.accept(connection.async());
          }
        });
  }

  /** Waits for what is in flight, which ends within the time limit, and lets nothing in after it. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The driver's threads end soon, by themselves.
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    boolean interrupted = false;
    try {
      permits.tryAcquire(Integer.MAX_VALUE, 2 * timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    client.shutdownAsync(0, 2, TimeUnit.SECONDS).join();
    resources.shutdown(0, 2, TimeUnit.SECONDS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
