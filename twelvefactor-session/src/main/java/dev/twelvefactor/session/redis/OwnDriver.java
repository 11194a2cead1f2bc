// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of our own. With it a command is refused at once while the connection is down, is never
 * sent a second time behind our back, and fails when its time is over; the driver's defaults hang
 * for a minute and repeat what may have been applied.
 */
final class OwnDriver implements RedisDriver {

  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);

  /** For the greeting of a new connection, which a frozen server never answers. */
  private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofMillis(500);
  private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(30);
  private static final Duration TOPOLOGY_PAUSE = Duration.ofMillis(500);

  /** More at once are refused. Ten thousand threads may ask together; a heap has its limits too. */
  private static final int REQUEST_QUEUE_SIZE = 16_384;

  /** The least that the driver accepts; one connection uses one thread of each kind. */
  private static final int THREADS = 2;

  private final ClientResources resources = DefaultClientResources.builder()
      .ioThreadPoolSize(THREADS)
      .computationThreadPoolSize(THREADS)
      .reconnectDelay(Delay.fullJitter(
          Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 10, TimeUnit.MILLISECONDS))
      .build();
  private final RedisDriver connector;
  private final AbstractRedisClient client;

  OwnDriver(RedisAddress address) {
    address.uris().forEach(OwnDriver::limitGreeting);
    if (address.cluster()) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, address.uris());
      cluster.setOptions(clusterOptions());
      client = cluster;
      connector = new ClusterDriver(cluster);
    } else {
      RedisURI uri = address.uris().get(0);
      RedisClient single = RedisClient.create(resources, uri);
      single.setOptions(options());
      client = single;
      connector = new ServerDriver(() -> single.connectAsync(CODEC, uri).toCompletableFuture());
    }
  }

  private static void limitGreeting(RedisURI uri) {
    uri.setTimeout(GREETING_TIMEOUT);
    uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(GREETING_TIMEOUT));
  }

  /** Commands are limited by {@link RedisConnection}, to the millisecond and with one timer each. */
  static ClientOptions options() {
    return ClientOptions.builder()
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(REQUEST_QUEUE_SIZE)
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .socketOptions(SocketOptions.builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .keepAlive(true)
            .build())
        .replayFilter(command -> true)
        .build();
  }

  static ClusterClientOptions clusterOptions() {
    ClusterClientOptions.Builder builder =
        ClusterClientOptions.builder(options()).topologyRefreshOptions(topologyRefresh());
    // Of the options it is given the builder forgets this one.
    builder.replayFilter(command -> true);
    return builder.build();
  }

  @SuppressWarnings("deprecation") // The triggers are on by default, but only from 7.0 on.
  private static ClusterTopologyRefreshOptions topologyRefresh() {
    return ClusterTopologyRefreshOptions.builder()
        .enablePeriodicRefresh(TOPOLOGY_PERIOD)
        .enableAdaptiveRefreshTrigger(RefreshTrigger.values())
        .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
        .refreshTriggersReconnectAttempts(1)
        .build();
  }

  @Override
  public CompletableFuture<RedisLink> connect() {
    return connector.connect();
  }

  @Override
  public boolean isCluster() {
    return connector.isCluster();
  }

  @Override
  public void refresh() {
    connector.refresh();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The driver's threads end soon, by themselves.
  public void close(@Nullable RedisLink link) {
    try {
      if (link != null && isCluster()) {
        closeNodes(link);
      }
      // With the connection, of which the driver complains when it is closed twice.
      client.shutdownAsync(0, 2, TimeUnit.SECONDS).join();
    } finally {
      resources.shutdown(0, 2, TimeUnit.SECONDS);
    }
  }

  /** Before the client closes them too: there the driver complains of each that is closed twice. */
  private static void closeNodes(RedisLink link) {
    RedisLink unused = link.connection()
        .closeAsync()
        .orTimeout(2, TimeUnit.SECONDS)
        .handle((closed, failure) -> link)
        .join();
  }
}
