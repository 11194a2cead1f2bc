// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

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
import org.junit.jupiter.api.Tag;

/** The contract on a Cluster, by its URL. */
@WithRedis
@Tag("topology")
class ClusterContractIT extends ContractOverRedis {

  private static String url = "";
  private static @Nullable RedisClusterClient client; // of the test itself

  ClusterContractIT() {
    super(new Keyspace(client()));
  }

  @BeforeAll
  static void connect(RedisCluster cluster) {
    url = cluster.url();
    client = RedisClusterClient.create(RedisClusterURIUtil.toRedisURIs(URI.create(url)));
  }

  @AfterAll
  static void shutDown() {
    client().shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  private static RedisClusterClient client() {
    return Objects.requireNonNull(client);
  }

  @Override
  RedisSessionStore.Builder connector() {
    return RedisSessionStore.builder(url);
  }
}
