// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who gets in, and what is said on the way. */
class RedisAccessIT {

  private static final ServerCertificate certificate = ServerCertificate.create();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @AfterAll
  static void deleteCertificate() {
    certificate.close();
  }

  @Test
  void certificate_server_speaksTlsToWhoTrustsIt() throws IOException {
    try (RedisProcess redis = RedisProcess.builder().certificate(certificate).start()) {
      URI address = URI.create(redis.url());
      assertThat(redis.url()).isEqualTo("rediss://127.0.0.1:" + redis.port());
      assertThat(redis.command("PING")).isEqualTo("PONG");

      try (RespConnection trusting =
          RespConnection.open(address, PATIENCE, certificate.clientContext().getSocketFactory())) {
        assertThat(trusting.call("PING")).isEqualTo("PONG");
      }
      assertThatThrownBy(() -> ask(address)).isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> ask(URI.create("redis://127.0.0.1:" + redis.port())))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void certificate_carriedBinary_speaksTlsOrSaysThatItCannot() {
    RedisBinary carried = RedisBinary.carried();
    RedisProcessBuilder builder = RedisProcess.builder().carriedBinary().certificate(certificate);
    if (!carried.speaksTls()) {
      assertThatThrownBy(builder::start).hasMessageContaining("was built without TLS");
      return;
    }
    try (RedisProcess redis = builder.start()) {
      assertThat(redis.version()).startsWith("6.2.");
      assertThat(redis.command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void certificate_closed_leavesNoKeyBehind() {
    ServerCertificate closed = ServerCertificate.create();
    assertThat(closed.keyFile()).content().startsWith("-----BEGIN PRIVATE KEY-----");

    closed.close();
    closed.close();

    assertThat(Files.exists(closed.keyFile())).isFalse();
  }

  @Test
  void user_server_letsInTheUserAloneWithItsRules() throws IOException {
    try (RedisProcess redis =
        RedisProcess.builder().user("shop", "p@ss:/word", "~cart:*", "+@all").start()) {
      assertThat(redis.url()).isEqualTo("redis://shop:p%40ss%3A%2Fword@127.0.0.1:" + redis.port());
      try (RespConnection shop = RespConnection.open(URI.create(redis.url()), PATIENCE)) {
        assertThat(shop.call("ACL", "WHOAMI")).isEqualTo("shop");
        assertThat(shop.call("SET", "cart:1", "tea")).isEqualTo("OK");
        assertThatThrownBy(() -> shop.call("GET", "order:1")).hasMessageContaining("NOPERM");
      }
      assertThatThrownBy(() -> ask(URI.create("redis://127.0.0.1:" + redis.port())))
          .hasMessageContaining("NOAUTH");
      assertThat(redis.command("GET", "cart:1")).isEqualTo("tea");
    }
  }

  @Test
  void replicaOf_serverWithUser_copies() {
    try (RedisProcess primary =
            RedisProcess.builder().user("shop", "secret", "~*", "+@all").start();
        RedisProcess replica = RedisProcess.builder().replicaOf(primary).start()) {
      Wait.until(
          "the replica follows",
          PATIENCE,
          () -> replica.info("replication").contains("master_link_status:up"));
      primary.command("SET", "cart", "tea");

      primary.awaitReplicas();
      Wait.until(
          "it has the key", PATIENCE, () -> replica.command("GET", "cart").equals("tea"));
    }
  }

  @Test
  void replicaOf_serverWithCertificate_isRefused() {
    try (RedisProcess primary = RedisProcess.builder().certificate(certificate).start()) {
      assertThatThrownBy(() -> RedisProcess.builder().replicaOf(primary))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: a primary without a certificate");
    }
  }

  private static String ask(URI address) throws IOException {
    try (RespConnection connection = RespConnection.open(address, PATIENCE)) {
      return connection.call("PING");
    }
  }
}
