// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connects to a Cluster; leaves the client open. */
record ClusterDriver(RedisClusterClient client) implements RedisDriver {

  @Override
  public CompletableFuture<RedisLink> connect() {
    return client
        .refreshPartitionsAsync()
        .toCompletableFuture()
        .thenCompose(known -> client.connectAsync(CODEC))
        .thenApply(RedisLink::of)
        .thenCompose(link -> link.connectTo(node -> node.is(NodeFlag.UPSTREAM)));
  }

  @Override
  public boolean isCluster() {
    return true;
  }

  @Override
  public void refresh() {
    CompletableFuture<?> unused = client.refreshPartitionsAsync().toCompletableFuture();
  }

  @Override
  public void close(@Nullable RedisLink link) {
    if (link != null) {
      link.close();
    }
  }
}
