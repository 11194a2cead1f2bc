// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The examples of the documentation, which {@link RedisSessionSnippetsIT} runs. */
final class RedisSessionSnippets {

  private RedisSessionSnippets() {}

  static List<SessionStore> connect(String url, Map<String, String> environment) {
    // @start region="connect"
    SessionStore sessions = RedisSessionStore.connect(url); // redis://localhost:6379

    SessionStore shop = RedisSessionStore.builder(url)
        .namespace("shop")
        .idle(Duration.ofHours(1))
        .build();

    SessionStore configured =
        RedisSessionStore.fromEnvironment(environment); // REDIS_URL, SESSION_…
    // @end
    return List.of(sessions, shop, configured);
  }
}
