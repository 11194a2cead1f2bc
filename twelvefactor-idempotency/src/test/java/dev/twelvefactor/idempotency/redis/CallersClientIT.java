// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk.QUEUES_WITHOUT_LIMIT;
import static dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk.RESENDS_COMMANDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store on a client that others use too. */
@WithRedis
class CallersClientIT {

  private static final String NAMESPACE = "callers";
  private static final RecordKey KEY = new RecordKey("create_order", "k".repeat(22));
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final RedisProcess server;
  private final RedisClient client;

  CallersClientIT(RedisProcess server) {
    this.server = server;
    this.client = RedisClient.create(server.url());
    client.connect().close(); // The driver's classes are loaded with that.
  }

  @AfterEach
  void close() {
    server.thaw();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  /** Without the one that asks. */
  private long clients() {
    return server.command("CLIENT", "LIST").lines().count() - 1;
  }

  @Test
  void close_store_closesItsConnectionAndLeavesTheClientOpen() {
    client.setOptions(SafeOptions.server());
    IdempotencyStore store = RedisIdempotencyStore.builder(client, NAMESPACE).build();
    await().ignoreExceptions().until(() -> store.find(KEY).isEmpty());
    assertThat(clients()).isEqualTo(1);

    store.close();

    await().until(() -> clients() == 0);
    try (IdempotencyStore another =
        RedisIdempotencyStore.builder(client, NAMESPACE).build()) {
      await().ignoreExceptions().until(() -> another.find(KEY).isEmpty());
    }
    assertThat(client.connect().sync().ping()).isEqualTo("PONG");
  }

  @Test
  void build_clientWithTheDefaultsOfTheDriver_isRefusedAndNothingIsOpened() {
    RedisIdempotencyStore.Builder builder = RedisIdempotencyStore.builder(client, NAMESPACE);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RESENDS_COMMANDS: ")
        .hasMessageContaining("QUEUES_WITHOUT_LIMIT: ")
        .hasMessageNotContaining("NEVER_RECONNECTS: ");

    await().until(() -> clients() == 0);
    builder.accept(RESENDS_COMMANDS);
    assertThatThrownBy(builder::build)
        .hasMessageContaining("QUEUES_WITHOUT_LIMIT: ")
        .hasMessageNotContaining("RESENDS_COMMANDS: ");
    try (IdempotencyStore store = builder.accept(QUEUES_WITHOUT_LIMIT).build()) {
      await().ignoreExceptions().until(() -> store.find(KEY).isEmpty());
    }
  }

  @Test
  void build_clientOfAClusterWithTheDefaultsOfTheDriver_isRefused() {
    RedisClusterClient cluster = RedisClusterClient.create(server.url());
    try {
      assertThatThrownBy(() -> RedisIdempotencyStore.builder(cluster, NAMESPACE).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("RESENDS_COMMANDS: ");

      cluster.setOptions(SafeOptions.cluster());
      try (IdempotencyStore store =
          RedisIdempotencyStore.builder(cluster, NAMESPACE).build()) {
        assertThatThrownBy(() -> store.find(KEY))
            .isInstanceOf(IdempotencyException.class)
            .hasMessageContaining("Redis is no Cluster");
      }
    } finally {
      cluster.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  /** The client of this test gives a command twenty seconds. */
  @Test
  void server_frozen_failsInTheTimeOfTheStoreAndNotOfTheClient() {
    client.setOptions(SafeOptions.server());
    try (IdempotencyStore store =
        RedisIdempotencyStore.builder(client, NAMESPACE).timeout(TIMEOUT).build()) {
      await().ignoreExceptions().until(() -> store.find(KEY).isEmpty());
      server.freeze();
      long start = System.nanoTime();

      assertThatThrownBy(() -> store.delete(KEY))
          .isInstanceOfSatisfying(
              IdempotencyException.class, e -> assertThat(e.maybeApplied()).isTrue())
          .hasMessageContaining("did not answer within 500 ms; the change may have been applied");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }
}
