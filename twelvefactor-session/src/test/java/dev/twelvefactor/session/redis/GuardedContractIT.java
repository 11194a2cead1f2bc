// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.ServerCertificate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract by TLS, as a user who may do no more than a store needs. */
@Tag("topology")
class GuardedContractIT extends ContractOverRedis {

  private static final ServerCertificate certificate = ServerCertificate.create();
  private static final RedisProcess server = RedisProcess.builder()
      .certificate(certificate)
      .user("shop", "p@ss:word", rules())
      .start();
  private static final Map<String, @Nullable String> before = new TreeMap<>();

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

  @BeforeAll
  static void trust() {
    set("javax.net.ssl.trustStore", certificate.trustStore().toString());
    set("javax.net.ssl.trustStorePassword", certificate.trustStorePassword());
  }

  private static void set(String property, String value) {
    before.put(property, System.setProperty(property, value));
  }

  @AfterAll
  static void stop() {
    before.forEach((property, value) -> {
      if (value == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, value);
      }
    });
    server.close();
    certificate.close();
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
