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

/** The contract behind a Sentinel, by a client of the caller. */
@WithRedis
@Tag("topology")
class SentinelContractIT extends ContractOverRedis {

  private static @Nullable RedisClient client;

  SentinelContractIT() {
    super(new Keyspace(client()));
  }

  @BeforeAll
  static void connect(RedisSentinel redis) {
    client = RedisClient.create(redis.url());
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
    return RedisSessionStore.builder(client());
  }
}
