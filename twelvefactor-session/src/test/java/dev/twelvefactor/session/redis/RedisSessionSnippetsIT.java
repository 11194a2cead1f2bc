// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithRedis
class RedisSessionSnippetsIT {

  @Test
  void connect_eachStore_keepsSessions(RedisServer server) {
    Map<String, String> environment =
        Map.of("REDIS_URL", server.url(), "SESSION_NAMESPACE", "shop", "SESSION_IDLE", "5m");

    List<SessionStore> stores = RedisSessionSnippets.connect(server.url(), environment);

    Session plain = stores.get(0).create(NewSession.anonymous());
    Session shop = stores.get(1).create(NewSession.anonymous());
    Session configured = stores.get(2).create(NewSession.anonymous());
    assertThat(idle(plain)).isEqualTo(Duration.ofMinutes(30));
    assertThat(idle(shop)).isEqualTo(Duration.ofHours(1));
    assertThat(idle(configured)).isEqualTo(Duration.ofMinutes(5));
    assertThat(stores.get(1).find(configured.token())).isPresent();
    assertThat(stores.get(0).find(configured.token())).isEmpty();
    assertThat(stores.get(0).delete(plain)).isTrue();
    assertThat(stores.get(1).delete(shop)).isTrue();
    assertThat(stores.get(1).delete(configured.token())).isTrue();
    stores.forEach(SessionStore::close);
  }

  private static Duration idle(Session session) {
    return Duration.between(session.createdAt(), session.expiresAt());
  }
}
