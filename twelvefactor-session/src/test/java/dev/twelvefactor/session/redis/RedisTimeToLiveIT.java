// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.ChildJvm;
import dev.twelvefactor.testkit.RandomCases;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No key of a store lives for ever, whatever is done and whenever it stops. */
@WithRedis
class RedisTimeToLiveIT {

  private final RedisProcess server;

  RedisTimeToLiveIT(RedisProcess server) {
    this.server = server;
  }

  @Test
  void keys_afterRandomUse_allExpire() {
    Set<String> kinds = new HashSet<>();

    RandomCases.run(60, (random, index) -> {
      try (Keyspace keyspace = new Keyspace(server.url());
          SessionStore sessions = RedisSessionStore.builder(server.url())
              .namespace(keyspace.namespace())
              .timeout(Duration.ofSeconds(10))
              .renewalGrace(Duration.ofMillis(1 + random.nextInt(100_000)))
              .build()) {
        SessionUser user = new SessionUser(sessions, random);
        for (int i = 0; i < 100; i++) {
          user.step();
        }
        kinds.addAll(assertAllExpire(keyspace));
      }
    });

    assertThat(kinds).containsExactlyInAnyOrder("s", "u");
  }

  @Test
  void keys_whenTheProcessIsKilledAtWork_allExpire() {
    try (Keyspace keyspace = new Keyspace(server.url())) {
      for (int i = 0; i < 4; i++) {
        try (ChildJvm child = SessionUser.process(server.url(), keyspace.namespace())) {
          child.awaitLine(SessionUser.WORKING, Duration.ofSeconds(60));
          child.kill();
        }
        assertThat(assertAllExpire(keyspace)).contains("s");
      }
    }
  }

  /** Answers the kinds of keys that there are. */
  private static Set<String> assertAllExpire(Keyspace keyspace) {
    Map<String, Duration> timesToLive = keyspace.timesToLive();
    assertThat(timesToLive)
        .allSatisfy(
            (key, time) -> assertThat(time).as(key).isBetween(Duration.ZERO, Duration.ofHours(12)));
    return timesToLive.keySet().stream()
        .map(key -> key.split(":", 3)[1])
        .collect(Collectors.toSet());
  }
}
