// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisIdempotencyStoreTest {

  private static final String URL = "redis://localhost:1";

  @Test
  void fromEnvironment_complete_makesAStore() {
    try (RedisIdempotencyStore store = RedisIdempotencyStore.fromEnvironment(Map.of(
        "REDIS_URL", URL, "IDEMPOTENCY_NAMESPACE", "shop", "IDEMPOTENCY_TIMEOUT", "100ms"))) {
      assertThat(store).hasToString("RedisIdempotencyStore[shop]");
    }
  }

  @Test
  void fromEnvironment_missingOrMalformed_namesTheVariable() {
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(Map.of()))
        .hasMessageContaining("REDIS_URL is not set");
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(Map.of("REDIS_URL", URL)))
        .hasMessageContaining("IDEMPOTENCY_NAMESPACE is not set");
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(Map.of(
            "REDIS_URL", URL, "IDEMPOTENCY_NAMESPACE", "shop", "IDEMPOTENCY_TIMEOUT", "soon")))
        .hasMessageContaining("IDEMPOTENCY_TIMEOUT")
        .hasMessageContaining("\"soon\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://hunter2", "redis://:hunter2@[", "hunter2"})
  void connect_aMalformedUrl_isRefusedWithoutShowingIt(String url) {
    assertThatThrownBy(() -> RedisIdempotencyStore.connect(url, "shop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url is not the URL of a Redis server")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "{a}"})
  void connect_aMalformedNamespace_isRefused(String namespace) {
    assertThatThrownBy(() -> RedisIdempotencyStore.connect(URL, namespace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("namespace");
  }

  @Test
  void timeout_outOfBounds_isRefused() {
    RedisIdempotencyStore.Builder builder = RedisIdempotencyStore.builder(URL, "shop");

    assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessageContaining("1 ms to 60 s");
    assertThatThrownBy(() -> builder.timeout(Duration.ofSeconds(61)))
        .hasMessageContaining("1 ms to 60 s");
  }
}
