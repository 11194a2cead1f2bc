// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;

/** What a test sees of a Redis past the store: the keys of one namespace of its own. */
final class Keyspace implements AutoCloseable {

  private final String namespace = "test-" + UUID.randomUUID();
  private final RedisClient client;
  private final RedisCommands<String, byte[]> redis;

  Keyspace(String url) {
    client = RedisClient.create(url);
    redis =
        client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).sync();
  }

  String namespace() {
    return namespace;
  }

  RedisCommands<String, byte[]> redis() {
    return redis;
  }

  /** The keys of the namespace, each with its remaining time to live; -1 ms is without end. */
  Map<String, Duration> timesToLive() {
    Map<String, Duration> result = new TreeMap<>();
    ScanIterator<String> keys =
        ScanIterator.scan(redis, ScanArgs.Builder.matches(namespace + ":*").limit(1000));
    keys.forEachRemaining(key -> {
      long millis = redis.pttl(key);
      // -2: it has expired since the server named it.
      if (millis != -2) {
        result.put(key, Duration.ofMillis(millis));
      }
    });
    return result;
  }

  Instant now() {
    long seconds = number(redis.time().get(0));
    long micros = number(redis.time().get(1));
    return Instant.ofEpochSecond(seconds, micros * 1000);
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }

  /** Waits until the server's clock has gone on by as much. */
  void passTime(Duration time) {
    Instant end = now().plus(time);
    Awaitility.await()
        .pollDelay(time)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !now().isBefore(end));
  }

  /** Removes the keys of the namespace. */
  @Override
  public void close() {
    timesToLive().keySet().forEach(redis::unlink);
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
