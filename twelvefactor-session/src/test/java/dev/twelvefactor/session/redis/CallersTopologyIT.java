// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.RedisCluster;
import dev.twelvefactor.testkit.RedisSentinel;
import dev.twelvefactor.testkit.WithRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client of the caller that leads to a Cluster or to a Sentinel: it serves, and is left open. */
@WithRedis
@Tag("topology")
class CallersTopologyIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);

  @Test
  void cluster_clientOfTheCaller_servesEverythingAndIsLeftOpen(RedisCluster cluster) {
    RedisClusterClient client =
        RedisClusterClient.create(RedisClusterURIUtil.toRedisURIs(URI.create(cluster.url())));
    try {
      useAndClose(patient(RedisSessionStore.builder(client)));
      assertThat(client.connect().sync().ping()).isEqualTo("PONG");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  void sentinel_clientOfTheCaller_servesEverythingAndIsLeftOpen(RedisSentinel redis) {
    RedisClient client = RedisClient.create(redis.url());
    try {
      useAndClose(patient(RedisSessionStore.builder(client)));
      assertThat(client.connect().sync().ping()).isEqualTo("PONG");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  /** The first call waits until the caller's client has found its way there. */
  private static SessionStore patient(RedisSessionStore.Builder builder) {
    return builder.timeout(Duration.ofSeconds(20)).build();
  }

  private static void useAndClose(SessionStore store) {
    String subject = "user-" + UUID.randomUUID();
    try (SessionStore sessions = store) {
      Session visitor = sessions.create(NewSession.anonymous().with(COUNT, 1));
      Session user = sessions.login(visitor, subject);
      assertThat(sessions.find(visitor.token())).isEmpty();

      assertThat(sessions.save(user.with(COUNT, user.get(COUNT) + 1))).isPresent();
      assertThat(sessions.update(user.token(), s -> s.with(COUNT, s.get(COUNT) + 1)))
          .isPresent();
      Session found = sessions.find(user.token()).orElseThrow();
      assertThat(found.get(COUNT)).isEqualTo(3);

      Session renewed = sessions.renew(found).orElseThrow();
      Session elsewhere = sessions.create(NewSession.forSubject(subject));
      assertThat(sessions.subject(subject).list())
          .extracting(entry -> entry.handle())
          .containsExactlyInAnyOrder(renewed.handle(), elsewhere.handle());
      assertThat(sessions.delete(elsewhere)).isTrue();
      assertThat(sessions.subject(subject).revokeAll()).isEqualTo(1);
      assertThat(sessions.find(renewed.token())).isEmpty();
    }
  }
}
