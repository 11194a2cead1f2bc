// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import dev.twelvefactor.testkit.RedisCluster;
import dev.twelvefactor.testkit.WithRedis;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a Cluster, by a client of the caller. */
@WithRedis
class ClusterContractIT extends ContractOverRedis {

  private static @Nullable RedisClusterClient client;

  ClusterContractIT() {
    super(new RedisRecords(client()));
  }

  @BeforeAll
  static void connect(RedisCluster redis) {
    RedisClusterClient made =
        RedisClusterClient.create(RedisClusterURIUtil.toRedisURIs(URI.create(redis.url())));
    made.setOptions(SafeOptions.cluster());
    client = made;
  }

  @AfterAll
  static void shutDown() {
    client().shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  private static RedisClusterClient client() {
    return Objects.requireNonNull(client);
  }

  @Override
  RedisIdempotencyStore.Builder connector(String namespace) {
    return RedisIdempotencyStore.builder(client(), namespace);
  }
}
