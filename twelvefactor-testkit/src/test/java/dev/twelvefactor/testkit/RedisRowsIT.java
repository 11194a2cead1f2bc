// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisRowsIT {

  @Test
  void open_addressOfARunningServer_isUsedAndLeftRunning() {
    try (RedisProcess redis = RedisProcess.start("--requirepass", "open sesame")) {
      String url = "redis://:open%20sesame@127.0.0.1:" + redis.port();

      RedisServer server = RedisServer.open(Map.of("TWELVEFACTOR_TEST_REDIS_URL", url));
      server.close();

      assertThat(server.url()).isEqualTo(url);
      assertThat(server.version()).isEqualTo(redis.version());
      assertThat(server.host()).isEqualTo("127.0.0.1");
      assertThat(server.port()).isEqualTo(redis.port());
      assertThat(server.toString()).doesNotContain("sesame");
      assertThat(ProcessHandle.of(redis.pid())).isPresent();
    }
  }

  @Test
  void open_addressWhereNothingAnswers_saysSoWithoutThePassword() {
    Map<String, String> environment =
        Map.of("TWELVEFACTOR_TEST_REDIS_URL", "redis://:sesame@127.0.0.1:1");

    assertThatThrownBy(() -> RedisServer.open(environment))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("TWELVEFACTOR_TEST_REDIS_URL")
        .hasMessageNotContaining("sesame");
  }

  @Test
  void open_addressOfAnotherKind_saysWhatIsExpected() {
    Map<String, String> environment = Map.of("TWELVEFACTOR_TEST_REDIS_URL", "localhost:6379");

    assertThatThrownBy(() -> RedisServer.open(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://host:6379");
  }

  @Test
  void open_embeddedForced_ignoresTheAddress() {
    Map<String, String> environment = Map.of(
        "TWELVEFACTOR_TEST_REDIS_URL",
        "redis://127.0.0.1:1",
        "TWELVEFACTOR_TEST_BACKENDS",
        "embedded");

    RedisServer server = RedisServer.open(environment);
    server.close();

    assertThat(server.port()).isNotEqualTo(1);
  }
}
