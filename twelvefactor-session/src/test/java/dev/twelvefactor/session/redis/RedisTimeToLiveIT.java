// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
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
              .maxPerSubject(1 + random.nextInt(6))
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

  /** Nobody has to run for that: a service that was taken down leaves nothing behind. */
  @Test
  void index_whenAllSessionsHaveReachedTheirLimit_isGoneByItself() {
    try (Keyspace keyspace = new Keyspace(server.url())) {
      try (SessionStore sessions = store(keyspace)) {
        sessions.create(NewSession.forSubject("ada").absolute(Duration.ofSeconds(2)));
        sessions.create(NewSession.forSubject("ada").absolute(Duration.ofSeconds(1)));
        sessions.login(sessions.create(NewSession.forSubject("bob")), "bob");
        sessions.subject("bob").revokeAll();
      }
      assertThat(assertAllExpire(keyspace)).containsExactly("s", "u");

      keyspace.passTime(Duration.ofMillis(2005));

      assertThat(keyspace.timesToLive()).isEmpty();
    }
  }

  /** It ends with its last session, and until then whoever looks at it drops what has expired. */
  @Test
  void index_ofASubject_isBoundedAndWithoutOrphans() {
    try (Keyspace keyspace = new Keyspace(server.url());
        SessionStore sessions = store(keyspace)) {
      sessions.create(NewSession.forSubject("ada").absolute(Duration.ofMinutes(10)));
      sessions.create(NewSession.forSubject("ada").absolute(Duration.ofMinutes(20)));
      for (int i = 0; i < 5; i++) {
        sessions.create(NewSession.forSubject("ada").idle(Duration.ofMillis(20)));
        sessions.create(NewSession.forSubject("ada").absolute(Duration.ofMillis(20)));
      }
      String index = keyspace.timesToLive().keySet().stream()
          .filter(key -> key.contains(":u:"))
          .findFirst()
          .orElseThrow();
      keyspace.passTime(Duration.ofMillis(25));
      assertThat(keyspace.redis().zcard(index)).isGreaterThanOrEqualTo(7);

      sessions.create(NewSession.forSubject("ada").idle(Duration.ofMillis(20)));
      assertThat(keyspace.redis().zcard(index)).isEqualTo(8);

      keyspace.passTime(Duration.ofMillis(25));
      assertThat(sessions.subject("ada").list()).hasSize(2);
      assertThat(keyspace.redis().zcard(index)).isEqualTo(2);
      assertThat(keyspace.timesToLive().get(index))
          .isBetween(Duration.ofHours(11), Duration.ofHours(12));
    }
  }

  private SessionStore store(Keyspace keyspace) {
    return RedisSessionStore.builder(server.url())
        .namespace(keyspace.namespace())
        .timeout(Duration.ofSeconds(10))
        .build();
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
