// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.contract.IdempotencyStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** The contract, held against whatever a URL or a client leads to. */
abstract class ContractOverRedis extends IdempotencyStoreContract {

  private final RedisRecords records;

  ContractOverRedis(RedisRecords records) {
    this.records = records;
  }

  /** A builder that leads to the server of the records. */
  abstract RedisIdempotencyStore.Builder connector(String namespace);

  @Override
  protected IdempotencyStore open() {
    // More than the default, since the machine may have much else to do while it tests.
    return connector(records.namespace()).timeout(Duration.ofSeconds(10)).build();
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
