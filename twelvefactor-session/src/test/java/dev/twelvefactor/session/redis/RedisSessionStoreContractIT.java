// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;

@WithRedis
class RedisSessionStoreContractIT extends ContractOverRedis {

  private final String url;

  RedisSessionStoreContractIT(RedisServer server) {
    super(new Keyspace(server.url()));
    url = server.url();
  }

  @Override
  RedisSessionStore.Builder connector() {
    return RedisSessionStore.builder(url);
  }
}
