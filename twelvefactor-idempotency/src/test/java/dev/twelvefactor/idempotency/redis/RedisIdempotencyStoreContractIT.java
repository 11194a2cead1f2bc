// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;

@WithRedis
class RedisIdempotencyStoreContractIT extends ContractOverRedis {

  private final String url;

  RedisIdempotencyStoreContractIT(RedisServer server) {
    super(new RedisRecords(server.url()));
    url = server.url();
  }

  @Override
  RedisIdempotencyStore.Builder connector(String namespace) {
    return RedisIdempotencyStore.builder(url, namespace);
  }
}
