// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.SessionStoreBuilder;
import dev.twelvefactor.session.contract.SessionStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/**
 * The contract, held against whatever a URL or a client leads to. All of these run side by side in a
 * JVM of their own: most of the time they wait for sessions to expire.
 */
abstract class ContractOverRedis extends SessionStoreContract {

  private final Keyspace keyspace;

  ContractOverRedis(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** A builder that leads to the keyspace's server. */
  abstract RedisSessionStore.Builder connector();

  @Override
  protected SessionStoreBuilder<?> builder() {
    // More than the default, since the machine may have much else to do while it tests.
    return connector().namespace(keyspace.namespace()).timeout(Duration.ofSeconds(10));
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
