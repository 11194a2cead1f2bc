// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisConnectionException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderStoreTest {

  @Test
  void connect_nobodyThere_leavesNoThreadBehind() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> OrderStore.connect(Map.of("REDIS_URL", "redis://127.0.0.1:1")))
          .isInstanceOf(RedisConnectionException.class);
    }

    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (threadsOfTheClient() > 0 && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(threadsOfTheClient()).isZero();
  }

  private static long threadsOfTheClient() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lettuce-"))
        .count();
  }
}
