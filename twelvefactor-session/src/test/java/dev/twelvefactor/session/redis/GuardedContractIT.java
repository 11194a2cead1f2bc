// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract by TLS, as a user who may do no more than a store needs. */
@Tag("topology")
class GuardedContractIT extends ContractOverRedis {

  private static final TrustedCertificate trusted = new TrustedCertificate();
  private static final RedisProcess server = RedisProcess.builder()
      .certificate(trusted.certificate())
      .user("shop", "p@ss:word", rules())
      .start();

  GuardedContractIT() {
    super(keyspace());
  }

  /** What a store sends, and what its scripts do. */
  private static String[] rules() {
    return ("~test-* +hello +time +hgetall +hmget +zrange +evalsha +eval"
            + " +exists +hset +hget +hdel +pexpireat +pttl +unlink +rename"
            + " +zadd +zcard +zrem +zremrangebyscore"
            // Of the test itself: it looks at its keys.
            + " +scan")
        .split(" ");
  }

  /** The store and the test come by the same URL; that this JVM trusts the server is up to it. */
  private static Keyspace keyspace() {
    return new Keyspace(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
    trusted.close();
  }

  @Override
  RedisSessionStore.Builder connector() {
    return RedisSessionStore.builder(server.url());
  }

  @Test
  void connection_isThatOfTheUserByTls() {
    try (SessionStore sessions = builder().build()) {
      sessions.create(NewSession.anonymous());

      assertThat(server.url()).startsWith("rediss://shop:");
      assertThat(server.command("CLIENT", "LIST")).contains("user=shop");
    }
  }
}
