// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithRedis
class RedisSentinelIT {

  private final RedisSentinel redis;

  /** One for all tests; roles change, and each test leaves it healthy. */
  RedisSentinelIT(RedisSentinel redis) {
    this.redis = redis;
  }

  @AfterEach
  void recover() {
    redis.awaitHealth();
  }

  @Test
  void start_group_namesItsPrimary() {
    assertThat(redis.url())
        .isEqualTo("redis-sentinel://127.0.0.1:" + redis.sentinel().port() + "#main");
    assertThat(redis.primary().info("replication")).contains("role:master");
    assertThat(redis.replica().info("replication")).contains("role:slave");
    assertThat(redis.sentinel().command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main"))
        .isEqualTo("127.0.0.1\n" + redis.primary().port());
  }

  @Test
  void handOver_runningPrimary_rolesAreExchanged() {
    RedisProcess primary = redis.primary();
    RedisProcess replica = redis.replica();
    primary.command("SET", "cart", "tea");
    primary.awaitReplicas();

    redis.handOver();

    assertThat(redis.primary()).isSameAs(replica);
    assertThat(replica.command("GET", "cart")).isEqualTo("tea");
    assertThat(primary.info("replication")).contains("role:slave");
  }

  @Test
  void crash_primary_replicaIsPromotedAndTheOldOneFollowsIt() {
    RedisProcess replica = redis.replica();

    RedisProcess killed = redis.crash();

    assertThat(redis.primary()).isSameAs(replica);
    assertThat(replica.command("SET", "cart", "cake")).isEqualTo("OK");
    killed.restart();
    redis.awaitHealth();
    assertThat(killed.command("GET", "cart")).isEqualTo("cake");
  }
}
