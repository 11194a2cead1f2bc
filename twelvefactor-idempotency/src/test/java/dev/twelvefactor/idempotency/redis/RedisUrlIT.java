// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.RedisCluster;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.RedisSentinel;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the forms of a URL lead to, with a client of the store's own. */
@WithRedis
class RedisUrlIT {

  private static final Operation<String> ORDER = Operation.of("order", String.class);

  private static IdempotencyStore store(String url) {
    return RedisIdempotencyStore.builder(url, "urls")
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  private static void assertRunsOnce(String url) {
    try (IdempotentExecutor once = IdempotentExecutor.create(store(url))) {
      // Several keys, so that each part of a Cluster has some.
      for (String id : List.of("1", "2", "3", "4", "5", "6", "7", "8")) {
        IdempotencyKey key = IdempotencyKey.of("acme", id, "tea");
        assertThat(once.execute(ORDER, key, run -> "first"))
            .isEqualTo(new Outcome.Completed<>("first", false, true));
        assertThat(once.execute(ORDER, key, run -> "second"))
            .isEqualTo(new Outcome.Completed<>("first", true, true));
      }
    }
  }

  @Test
  void url_ofACluster_keepsRecordsOnAllItsPrimaries(RedisCluster cluster) {
    assertRunsOnce(cluster.url());

    assertThat(cluster.nodes().stream()
            .filter(node -> node.info("replication").contains("role:master"))
            .map(node -> node.command("KEYS", "urls:*")))
        .hasSize(3)
        .noneMatch(String::isEmpty);
  }

  @Test
  void url_ofASentinel_leadsToThePrimary(RedisSentinel redis) {
    assertRunsOnce(redis.url());

    assertThat(redis.primary().command("KEYS", "urls:*")).isNotEmpty();
  }

  @Test
  void check_onACluster_asksEachPrimary(RedisCluster cluster) {
    RedisProcess one = cluster.primaryOf("a");
    try (IdempotencyStore store = store(cluster.url())) {
      List<String> before = store.check();
      one.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

      List<String> problems = store.check();

      assertThat(before).hasSize(1).first().asString().contains("appendonly");
      assertThat(problems).hasSize(2).anyMatch(problem -> problem.contains("allkeys-lru"));
    } finally {
      one.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }
  }
}
