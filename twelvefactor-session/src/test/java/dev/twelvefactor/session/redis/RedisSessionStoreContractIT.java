// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.SessionStoreBuilder;
import dev.twelvefactor.session.contract.SessionStoreContract;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

@WithRedis
class RedisSessionStoreContractIT extends SessionStoreContract {

  private final String url;
  private final Keyspace keyspace;

  RedisSessionStoreContractIT(RedisServer server) {
    url = server.url();
    keyspace = new Keyspace(url);
  }

  @Override
  protected SessionStoreBuilder<?> builder() {
    // More than the default, since the machine may have much else to do while it tests.
    return RedisSessionStore.builder(url)
        .namespace(keyspace.namespace())
        .timeout(Duration.ofSeconds(10));
  }

  @Override
  protected void passTime(Duration time) {
    keyspace.passTime(time);
  }

  /** Whatever a test did, no key of the store stays for ever. */
  @AfterEach
  void checkTimesToLive() {
    try (keyspace) {
      assertThat(keyspace.timesToLive())
          .allSatisfy((key, time) -> assertThat(time).isGreaterThanOrEqualTo(Duration.ZERO));
    }
  }
}
