// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.contract.IdempotencyStoreContract;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

@WithRedis
class RedisIdempotencyStoreContractIT extends IdempotencyStoreContract {

  private final String url;
  private final RedisRecords records;

  RedisIdempotencyStoreContractIT(RedisServer server) {
    url = server.url();
    records = new RedisRecords(url);
  }

  @Override
  protected IdempotencyStore open() {
    // More than the default, since the machine may have much else to do while it tests.
    return RedisIdempotencyStore.builder(url, records.namespace())
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  @Override
  protected void passTime(Duration time) {
    records.passTime(time);
  }

  /** Whatever a test did, no record of the store stays for ever. */
  @AfterEach
  void checkTimesToLive() {
    try (records) {
      assertThat(records.keys())
          .allSatisfy(key -> assertThat(records.redis().pttl(key)).isNotEqualTo(-1));
    }
  }
}
