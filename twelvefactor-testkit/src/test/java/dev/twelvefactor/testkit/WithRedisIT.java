// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WithRedisIT {

  private static final Set<String> shared = new HashSet<>();

  @Nested
  @WithRedis
  class Shared {

    @RepeatedTest(2)
    void server_everyTest_isTheSame(RedisServer redis) throws Exception {
      shared.add(redis.url());

      assertThat(shared).hasSize(1);
      assertThat(redis.url()).contains(redis.host()).contains(Integer.toString(redis.port()));
      try (RespConnection connection =
          RespConnection.open(URI.create(redis.url()), Duration.ofSeconds(5))) {
        assertThat(connection.call("INFO", "server")).contains("redis_version:" + redis.version());
      }
    }
  }

  @Nested
  @WithRedis
  class Own {

    private static final Set<Long> pids = new HashSet<>();
    private long before;

    @BeforeEach
    void remember(RedisProcess redis) {
      before = redis.pid();
    }

    @RepeatedTest(2)
    void process_everyTest_isFresh(RedisProcess redis) {
      assertThat(redis.pid()).isEqualTo(before);
      assertThat(pids.add(redis.pid())).isTrue();
      assertThat(pids.stream().filter(pid -> ProcessHandle.of(pid).isPresent())).hasSize(1);
    }
  }

  @Nested
  @WithRedis
  class OfTheClass {

    private static long ofTheClass;

    @BeforeAll
    static void remember(RedisProcess redis) {
      ofTheClass = redis.pid();
    }

    @Test
    void process_askedForInBeforeAll_servesTheWholeClass(RedisProcess redis) {
      assertThat(redis.pid()).isEqualTo(ofTheClass);
    }
  }
}
