// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that does not know the scripts, or no longer. */
@WithRedis
class RedisScriptsIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);

  @Test
  void scripts_flushedBeforeEachStep_areSentAgain(RedisProcess server) {
    try (SessionStore sessions = store(server)) {
      Session visitor = sessions.create(NewSession.anonymous().with(COUNT, 1));

      flush(server);
      assertThat(sessions.save(visitor.with(COUNT, 2))).isPresent();
      flush(server);
      assertThat(sessions.update(visitor.token(), s -> s.with(COUNT, s.get(COUNT) + 1)))
          .isPresent();
      flush(server);
      Session ada = sessions.login(visitor, "ada");
      flush(server);
      Session renewed = sessions.renew(ada).orElseThrow();
      assertThat(sessions.find(renewed.token()).orElseThrow().get(COUNT)).isEqualTo(3);
      flush(server);
      assertThat(sessions.delete(renewed)).isTrue();
      flush(server);
      assertThat(sessions.create(NewSession.anonymous())).isNotNull();
    }
  }

  /** A change that is sent a second time for the lack of its script must not count twice. */
  @Test
  void scripts_flushedInTheMidstOfWork_doNoHarm(RedisProcess server) throws Exception {
    try (SessionStore sessions = store(server)) {
      Session session = sessions.create(NewSession.anonymous().with(COUNT, 0));
      CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] = CompletableFuture.runAsync(
            () -> {
              for (int n = 0; n < 100; n++) {
                sessions.update(session.token(), s -> s.with(COUNT, s.get(COUNT) + 1));
              }
            },
            task -> new Thread(task).start());
      }

      CompletableFuture<Void> work = CompletableFuture.allOf(threads);
      int flushes = 0;
      while (!work.isDone()) {
        flush(server);
        flushes++;
      }

      work.get(60, TimeUnit.SECONDS);
      assertThat(flushes).isGreaterThan(3);
      assertThat(server.commandCalls().get("eval")).isGreaterThan(3);
      assertThat(sessions.find(session.token()).orElseThrow().get(COUNT)).isEqualTo(400);
    }
  }

  private static SessionStore store(RedisProcess server) {
    return RedisSessionStore.builder(server.url())
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  private static void flush(RedisProcess server) {
    server.command("SCRIPT", "FLUSH");
  }
}
