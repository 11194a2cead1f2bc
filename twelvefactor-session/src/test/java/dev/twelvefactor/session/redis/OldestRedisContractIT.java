// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract on Redis 6.2, the oldest that is supported, by a client of the caller. */
@Tag("topology")
class OldestRedisContractIT extends ContractOverRedis {

  private static final RedisProcess server =
      RedisProcess.builder().carriedBinary().start();
  private static final RedisClient client = RedisClient.create(server.url());

  OldestRedisContractIT() {
    super(new Keyspace(client));
  }

  @AfterAll
  static void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    server.close();
  }

  @Override
  RedisSessionStore.Builder connector() {
    return RedisSessionStore.builder(client);
  }

  @Test
  void server_version_isTheOldest() {
    assertThat(server.version()).startsWith("6.2.");
  }
}
