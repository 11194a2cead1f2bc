// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects to one server, which Sentinels may name; leaves the client open. */
record ServerDriver(Supplier<CompletableFuture<StatefulRedisConnection<String, byte[]>>> connection)
    implements RedisDriver {

  /** Where the caller's client leads it alone knows, and tells it by a call that blocks. */
  static ServerDriver of(RedisClient client) {
    return new ServerDriver(() -> CompletableFuture.supplyAsync(
        () -> client.connect(CODEC), task -> start("twelvefactor-session-connect", task)));
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletableFuture<RedisLink> connect() {
    return connection.get().thenApply(RedisLink::of);
  }

  @Override
  public boolean isCluster() {
    return false;
  }

  @Override
  public void refresh() {}

  @Override
  public void close(@Nullable RedisLink link) {
    if (link != null) {
      link.close();
    }
  }
}
