// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.RedisCluster;
import dev.twelvefactor.testkit.SlotMove;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Cluster whose slots and primaries change while operations run. */
@WithRedis
class ClusterFaultsIT {

  private static final Operation<String> ORDER = Operation.of("order", String.class);

  private final RedisCluster cluster;
  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private final Shop moved;
  private final Shop staying;
  private final Shop young;

  /**
   * The cluster is one for all tests; each leaves it healthy. Namespaces are no part of the slot, so
   * all records of the key are in the same.
   */
  ClusterFaultsIT(RedisCluster cluster) {
    this.cluster = cluster;
    this.moved = new Shop("moved");
    this.staying = new Shop("staying");
    this.young = new Shop("young");
  }

  @AfterEach
  void recover() {
    moved.once.close();
    staying.once.close();
    young.once.close();
    cluster.awaitHealth();
  }

  private IdempotencyStore store(String namespace) {
    return RedisIdempotencyStore.builder(cluster.url(), namespace)
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  /** One that runs the key's operation under a namespace of its own. */
  private final class Shop {

    private final String name;
    private final String namespace;
    private final IdempotentExecutor once;
    private final CompletableFuture<IdempotentRun> begun = new CompletableFuture<>();
    private final CompletableFuture<String> effect = new CompletableFuture<>();

    Shop(String name) {
      this.name = name;
      this.namespace = name + "-" + UUID.randomUUID();
      this.once = IdempotentExecutor.create(store(namespace));
    }

    CompletableFuture<Outcome<String>> begin() {
      CompletableFuture<Outcome<String>> outcome = once.executeAsync(ORDER, key, run -> {
            begun.complete(run);
            return effect;
          })
          .toCompletableFuture();
      CompletableFuture.anyOf(begun, outcome).join();
      return outcome;
    }

    Outcome<String> again() {
      return once.execute(ORDER, key, run -> "again");
    }

    String record() {
      return cluster.nodes().stream()
          .flatMap(node -> node.command("KEYS", namespace + ":*").lines())
          .filter(found -> !found.isEmpty())
          .findFirst()
          .orElseThrow();
    }
  }

  private void assertDone(Shop shop, String result) {
    assertThat(shop.again()).isEqualTo(new Outcome.Completed<>(result, true, true));
  }

  @Test
  void slot_onTheMove_runsGoOnAndEndOnBothSides() {
    CompletableFuture<Outcome<String>> first = moved.begin();
    CompletableFuture<Outcome<String>> second = staying.begin();
    SlotMove move = cluster.moveSlotOf(moved.record());
    move.move(moved.record());
    assertThat(move.remaining()).contains(staying.record()).doesNotContain(moved.record());

    assertThat(young.once.execute(ORDER, key, run -> "young"))
        .isEqualTo(new Outcome.Completed<>("young", false, true));
    for (Shop each : new Shop[] {moved, staying}) {
      assertThat(each.again()).isInstanceOf(Outcome.InProgress.class);
      each.begun.join().verifyOwned();
      each.effect.complete(each.name);
    }

    assertThat(first.join()).isEqualTo(new Outcome.Completed<>("moved", false, true));
    assertThat(second.join()).isEqualTo(new Outcome.Completed<>("staying", false, true));
    assertDone(moved, "moved");
    assertDone(staying, "staying");
    assertDone(young, "young");
    move.finish();
    assertDone(moved, "moved");
    assertDone(staying, "staying");
    assertDone(young, "young");
  }

  @Test
  void slot_movedUnderLoad_noStepFailsAndNothingIsLost() {
    young.again();
    try (IdempotencyStore store = store("load-" + UUID.randomUUID());
        SlotLoad load = SlotLoad.on(store, young.record())) {
      load.awaitMore(30);

      SlotMove move = cluster.moveSlotOf(young.record());
      load.awaitMore(30);
      move.finish();

      load.awaitMore(30);
      load.assertNothingLost();
    }
  }

  @Test
  void primary_handsOverUnderLoad_noStepFailsAndNothingIsLost() {
    young.again();
    try (IdempotencyStore store = store("load-" + UUID.randomUUID());
        SlotLoad load = SlotLoad.on(store, young.record())) {
      load.awaitMore(30);

      cluster.handOver(young.record());

      load.awaitMore(30);
      load.assertNothingLost();
    }
  }
}
