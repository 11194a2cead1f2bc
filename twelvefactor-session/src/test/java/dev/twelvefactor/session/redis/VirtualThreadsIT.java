// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.PinnedThreads;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@WithRedis
@Tag("jdk25")
class VirtualThreadsIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  private static final int THREADS = 10_000;

  @Test
  void sessions_onTenThousandVirtualThreads_pinNone(RedisServer redis) throws Exception {
    AtomicInteger done = new AtomicInteger();
    try (SessionStore sessions =
        RedisSessionStore.builder(redis.url()).timeout(Duration.ofSeconds(30)).build()) {
      PinnedThreads.onVirtualThreads(8, () -> use(sessions));

      PinnedThreads.assertNone(() -> PinnedThreads.onVirtualThreads(THREADS, () -> {
        use(sessions);
        done.incrementAndGet();
      }));
    }

    assertThat(done).hasValue(THREADS);
  }

  private static void use(SessionStore sessions) {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    sessions.save(session.with(COUNT, 2));
    assertThat(sessions.find(session.token()).orElseThrow().get(COUNT)).isEqualTo(2);
    assertThat(sessions.delete(session)).isTrue();
  }
}
