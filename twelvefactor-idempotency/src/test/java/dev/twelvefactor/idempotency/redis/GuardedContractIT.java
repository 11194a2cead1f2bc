// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
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
    super(new RedisRecords(server.url()));
  }

  /** What a store sends, and what its scripts do. */
  private static String[] rules() {
    return ("~test-* +hello +evalsha +eval +time +get +getrange +set +setrange +pttl +pexpire"
            + " +unlink +info"
            // Of the test itself: it looks at its keys, and ages them.
            + " +scan +del")
        .split(" ");
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
  RedisIdempotencyStore.Builder connector(String namespace) {
    return RedisIdempotencyStore.builder(server.url(), namespace);
  }

  @Test
  void connection_isThatOfTheUserByTls() {
    IdempotencyStore store = open();

    assertThat(store.find(new RecordKey("order", "nothing"))).isEmpty();
    assertThat(server.url()).startsWith("rediss://shop:");
    assertThat(server.command("CLIENT", "LIST")).contains("user=shop");
    store.close();
  }
}
