// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A connection to a server or to a Cluster, and the commands that both know. */
record RedisLink(
    StatefulConnection<String, byte[]> connection,
    RedisClusterAsyncCommands<String, byte[]> commands) {

  static RedisLink of(StatefulRedisConnection<String, byte[]> connection) {
    return new RedisLink(connection, connection.async());
  }

  static RedisLink of(StatefulRedisClusterConnection<String, byte[]> connection) {
    return new RedisLink(connection, connection.async());
  }

  boolean isOpen() {
    return connection.isOpen();
  }

  /**
   * Connects to nodes of a Cluster, which the driver else does when a command is for one, and some
   * releases refuse that command. Ends when each is connected or has failed.
   */
  CompletableFuture<RedisLink> connectTo(Predicate<RedisClusterNode> wanted) {
    if (!(connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster)) {
      return CompletableFuture.completedFuture(this);
    }
    CompletableFuture<?>[] nodes = cluster.getPartitions().stream()
        .filter(wanted)
        .map(RedisClusterNode::getUri)
        .map(uri -> cluster.getConnectionAsync(uri.getHost(), uri.getPort()))
        .map(node -> node.handle((connected, failure) -> this))
        .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(nodes).thenApply(settled -> this);
  }

  void close() {
    CompletableFuture<?> unused = connection.closeAsync();
  }
}
