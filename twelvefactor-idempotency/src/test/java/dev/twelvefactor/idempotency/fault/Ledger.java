// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;

/**
 * A server that is never faulted: what effects there were, and what the store was asked and answered.
 */
final class Ledger implements AutoCloseable {

  private final RedisClient client;
  private final RedisCommands<String, String> redis;

  Ledger(String url) {
    client = RedisClient.create(url);
    redis = client.connect().sync();
  }

  /** An effect that nobody checks. */
  void effect(String name, long fence, int attempt) {
    redis.rpush(
        "effects:" + name, fence + " " + attempt + " " + ProcessHandle.current().pid());
  }

  List<String> effects(String name) {
    return redis.lrange("effects:" + name, 0, -1);
  }

  /** An effect under a key, of which a second one does nothing. */
  void smartEffect(String name, String downstreamKey) {
    if ("OK".equals(redis.set("smart:" + downstreamKey, "1", SetArgs.Builder.nx()))) {
      redis.incr("accepted:" + name);
    }
  }

  long smartEffects(String name) {
    String count = redis.get("accepted:" + name);
    return count == null ? 0 : Long.parseLong(count);
  }

  /** How many effects each of them had. */
  List<Long> allSmartEffects() {
    return redis.keys("accepted:*").stream()
        .map(key -> Long.parseLong(redis.get(key)))
        .toList();
  }

  void tell(String record, String event) {
    redis.rpush("history:" + record, event);
  }

  List<String> histories() {
    return redis.keys("history:*");
  }

  List<String> history(String list) {
    return redis.lrange(list, 0, -1);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
