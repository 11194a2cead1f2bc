// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.testkit.RedisSentinel;
import dev.twelvefactor.testkit.WithRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract behind a Sentinel, by its URL. */
@WithRedis
@Tag("topology")
class SentinelContractIT extends ContractOverRedis {

  private static String url = "";
  private static @Nullable RedisClient client; // of the test itself

  SentinelContractIT() {
    super(new Keyspace(client()));
  }

  @BeforeAll
  static void connect(RedisSentinel redis) {
    url = redis.url();
    client = RedisClient.create(url);
  }

  @AfterAll
  static void shutDown() {
    client().shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  private static RedisClient client() {
    return Objects.requireNonNull(client);
  }

  @Override
  RedisSessionStore.Builder connector() {
    return RedisSessionStore.builder(url);
  }
}
