// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RedisProcess;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Servers that answer, but not as hoped: to the wrong user, or in another role. */
class RedisAccessIT {

  private static SessionStore store(String url) {
    return RedisSessionStore.builder(url).timeout(Duration.ofSeconds(2)).build();
  }

  @Test
  void user_signsInAgainAfterARestart() {
    try (RedisProcess server = RedisProcess.builder()
            .user("shop", "p@ss:/word", "~session:*", "+@all")
            .start();
        SessionStore sessions = store(server.url())) {
      sessions.create(NewSession.anonymous());

      server.restart();

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreException(SessionStoreException.class)
          .untilAsserted(
              () -> assertThat(sessions.create(NewSession.anonymous())).isNotNull());
      assertThat(server.command("CLIENT", "LIST")).contains("user=shop");
    }
  }

  @Test
  void user_withoutRights_isToldWhatIsMissing() {
    try (RedisProcess server =
            RedisProcess.builder().user("shop", "secret", "~cart:*", "+@all").start();
        SessionStore sessions = store(server.url())) {
      assertThatThrownBy(() -> sessions.create(NewSession.anonymous()))
          .isInstanceOfSatisfying(
              SessionStoreException.class, e -> assertThat(e.maybeApplied()).isFalse())
          .hasMessageContaining("Redis refused")
          .hasMessageContaining("NOPERM");
    }
  }

  @Test
  void user_withAnotherPassword_isRefusedWithoutNamingIt() {
    try (RedisProcess server =
            RedisProcess.builder().user("shop", "secret", "~*", "+@all").start();
        SessionStore sessions = store(server.url().replace("secret", "s3cret"))) {
      assertThatThrownBy(() -> sessions.create(NewSession.anonymous()))
          .isInstanceOf(SessionStoreException.class)
          .hasMessageContaining("Redis refused")
          .hasMessageContaining("WRONGPASS")
          .hasStackTraceContaining("WRONGPASS")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void server_thatIsNoCluster_isNamedAsNone() {
    try (RedisProcess server = RedisProcess.start();
        SessionStore sessions = store(server.url().replace("redis://", "redis-cluster://"))) {
      assertThatThrownBy(() -> sessions.create(NewSession.anonymous()))
          .isInstanceOf(SessionStoreException.class)
          .hasMessageContaining("Redis is no Cluster");
    }
  }

  /** Behind one name there may be another server now, to which only a new connection leads. */
  @Test
  void primary_becomesAReplica_theStoreConnectsAnew() {
    try (RedisProcess server = RedisProcess.start();
        RedisProcess other = RedisProcess.start();
        FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        SessionStore sessions = store("redis://" + proxy.host() + ":" + proxy.port())) {
      Session session = sessions.create(NewSession.anonymous());
      assertThat(proxy.connections()).isEqualTo(1);
      server.command("REPLICAOF", other.host(), Integer.toString(other.port()));

      assertThatThrownBy(() -> sessions.delete(session))
          .isInstanceOfSatisfying(
              SessionStoreException.class, e -> assertThat(e.maybeApplied()).isFalse())
          .hasMessageContaining("READONLY");

      server.command("REPLICAOF", "NO", "ONE");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreException(SessionStoreException.class)
          .untilAsserted(
              () -> assertThat(sessions.create(NewSession.anonymous())).isNotNull());
      assertThat(proxy.connections()).isGreaterThan(1);
    }
  }
}
