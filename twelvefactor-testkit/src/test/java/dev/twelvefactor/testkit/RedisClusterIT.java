// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithRedis
class RedisClusterIT {

  private static final String KEY = "{cart}:1";

  private final RedisCluster cluster;

  /** One for all tests; roles change, and each test leaves it healthy. */
  RedisClusterIT(RedisCluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void recover() {
    cluster.awaitHealth();
    cluster.primaryOf(KEY).command("DEL", KEY);
  }

  @Test
  void start_cluster_servesAllSlotsByThreePrimaries() {
    assertThat(cluster.nodes()).hasSize(6);
    assertThat(cluster.url())
        .startsWith("redis://127.0.0.1:" + cluster.nodes().get(0).port() + ",")
        .hasSize("redis://".length() + 6 * "127.0.0.1:12345,".length() - 1);
    List<String> owners = List.of("a", "b", "c").stream()
        .map(key -> cluster.primaryOf(key).toString())
        .distinct()
        .toList();
    assertThat(owners).hasSize(3);
    assertThat(cluster.primaryOf(KEY).command("CLUSTER", "INFO"))
        .contains("cluster_state:ok")
        .contains("cluster_slots_assigned:16384")
        .contains("cluster_size:3");
    cluster.primaryOf(KEY).command("SET", KEY, "tea");
    cluster.primaryOf(KEY).awaitReplicas();
  }

  @Test
  void handOver_runningPrimary_replicaHasSlotAndData() {
    RedisProcess primary = cluster.primaryOf(KEY);
    RedisProcess replica = cluster.replicaOf(KEY);
    primary.command("SET", KEY, "tea");

    cluster.handOver(KEY);

    assertThat(cluster.primaryOf(KEY)).isSameAs(replica);
    assertThat(cluster.replicaOf(KEY)).isSameAs(primary);
    assertThat(replica.command("GET", KEY)).isEqualTo("tea");
  }

  @Test
  void crash_primary_replicaIsPromotedAndTheOldOneFollowsIt() {
    RedisProcess replica = cluster.replicaOf(KEY);

    RedisProcess killed = cluster.crash(KEY);

    assertThat(cluster.primaryOf(KEY)).isSameAs(replica);
    assertThat(replica.command("SET", KEY, "tea")).isEqualTo("OK");
    killed.restart();
    cluster.awaitHealth();
    assertThat(cluster.replicaOf(KEY)).isSameAs(killed);
  }

  @Test
  void moveSlotOf_key_answersAskOnTheWayAndMovedAtTheEnd() {
    RedisProcess source = cluster.primaryOf(KEY);
    source.command("SET", KEY, "tea");
    source.command("SET", "{cart}:2", "cake");

    SlotMove move = cluster.moveSlotOf(KEY);

    assertThat(move.remaining()).containsExactlyInAnyOrder(KEY, "{cart}:2");
    move.move(KEY);
    assertThat(move.remaining()).containsExactly("{cart}:2");
    assertThat(source.command("GET", "{cart}:2")).isEqualTo("cake");
    assertThatThrownBy(() -> source.command("GET", KEY)).hasMessageContaining("ASK");
    move.finish();
    assertThat(cluster.primaryOf(KEY)).isSameAs(move.target()).isNotSameAs(source);
    assertThat(move.target().command("MGET", KEY, "{cart}:2")).isEqualTo("tea\ncake");
    assertThatThrownBy(() -> source.command("GET", KEY)).hasMessageContaining("MOVED");
    move.target().command("DEL", "{cart}:2");
  }
}
