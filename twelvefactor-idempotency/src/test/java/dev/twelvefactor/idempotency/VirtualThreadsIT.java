// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import dev.twelvefactor.testkit.PinnedThreads;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithRedis
@Tag("jdk25")
class VirtualThreadsIT {

  @Test
  void execute_onVirtualThreads_pinsNone(RedisServer redis) throws Exception {
    Operation<String> operation = Operation.builder("virtual", String.class)
        .duplicatesWait(Duration.ofSeconds(30))
        .build();
    AtomicInteger runs = new AtomicInteger();
    String scope = UUID.randomUUID().toString();
    try (IdempotentExecutor once =
        IdempotentExecutor.create(RedisIdempotencyStore.builder(redis.url(), "virtual")
            .timeout(Duration.ofSeconds(10))
            .build())) {
      PinnedThreads.onVirtualThreads(
          8, () -> once.execute(operation, IdempotencyKey.of(scope, "warm", ""), run -> "warm"));

      PinnedThreads.assertNone(() -> PinnedThreads.onVirtualThreads(
          200,
          () -> once.execute(
                  operation,
                  IdempotencyKey.of(scope, "one", ""),
                  run -> "run " + runs.incrementAndGet())
              .orThrow()));
    }

    assertThat(runs).hasValue(1);
  }
}
