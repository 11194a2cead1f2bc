// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.RedisSentinel;
import dev.twelvefactor.testkit.WithRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The one loss that nobody can prevent: the primary dies before a claim has reached its replica. */
@WithRedis
class FailoverIT {

  private static final Operation<String> ORDER =
      Operation.builder("order", String.class).onCrash(OnCrash.RERUN).build();
  private static final String NAMESPACE = "failover";

  private final IdempotencyKey key = IdempotencyKey.of("acme", "1", "tea");
  private final List<Long> fences = new ArrayList<>();
  private final Set<String> paidByKey = new HashSet<>();
  private final List<Long> paidByFence = new ArrayList<>();
  private final AtomicLong greatest = new AtomicLong();
  private int keysRefused;

  /** What a resource does that recognises its requests, and one that refuses the past. */
  private void pay(String downstreamKey, long fence) {
    fences.add(fence);
    if (!paidByKey.add(downstreamKey)) {
      keysRefused++;
    }
    if (greatest.getAndUpdate(seen -> Math.max(seen, fence)) <= fence) {
      paidByFence.add(fence);
    }
  }

  private static IdempotentExecutor executor(String url) {
    return IdempotentExecutor.builder(RedisIdempotencyStore.builder(url, NAMESPACE)
            .timeout(Duration.ofMillis(500))
            .build())
        .patience(Duration.ofSeconds(10))
        .build();
  }

  @Test
  void execute_promotedReplicaNeverSawTheClaim_twoRunsHaveOneResultAndOneEffect(RedisSentinel redis)
      throws IOException {
    try (IdempotentExecutor once = executor(redis.url());
        IdempotentExecutor heir = executor(redis.url());
        ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      once.execute(ORDER, IdempotencyKey.of("acme", "warm", ""), run -> "warm");
      redis.primary().awaitReplicas();
      RedisProcess replica = redis.replica();
      replica.command("REPLICAOF", "127.0.0.1", Integer.toString(nobody.getLocalPort()));
      String replicated = replica.command("DBSIZE");

      Outcome<String> old = once.execute(ORDER, key, run -> {
        assertThat(replica.command("DBSIZE")).isEqualTo(replicated);
        redis.crash().restart();
        Outcome<String> second = await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptionsInstanceOf(IdempotencyException.class)
            .until(
                () -> heir.execute(ORDER, key, other -> {
                  pay(other.downstreamKey("payment"), other.fence());
                  return "heir";
                }),
                Outcome.Completed.class::isInstance);
        assertThat(second).isEqualTo(new Outcome.Completed<>("heir", false, true));
        pay(run.downstreamKey("payment"), run.fence());
        return "old";
      });

      // G1: one result, and everybody sees it; the fence of the second run is greater.
      assertThat(old).isEqualTo(new Outcome.Completed<>("heir", true, true));
      assertThat(heir.execute(ORDER, key, run -> "third").orThrow()).isEqualTo("heir");
      // G2: two runs, and no more.
      assertThat(fences).hasSize(2);
      assertThat(fences.get(0)).isGreaterThan(fences.get(1));
      // G3: one effect, where requests are recognised and where the past is refused.
      assertThat(paidByKey).hasSize(1);
      assertThat(keysRefused).isEqualTo(1);
      assertThat(paidByFence).containsExactly(fences.get(0));
    }
    redis.awaitHealth();
  }
}
