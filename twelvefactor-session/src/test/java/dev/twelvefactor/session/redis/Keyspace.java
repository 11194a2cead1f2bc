// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
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

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final String namespace = "test-" + UUID.randomUUID();
  private final RedisClusterCommands<String, byte[]> redis;
  private final Runnable closer;

  /** Of the server that a client of its own finds there. */
  Keyspace(String url) {
    RedisClient client = RedisClient.create(url);
    redis = client.connect(CODEC).sync();
    closer = () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  Keyspace(RedisClient client) {
    StatefulRedisConnection<String, byte[]> connection = client.connect(CODEC);
    redis = connection.sync();
    closer = connection::close;
  }

  Keyspace(RedisClusterClient client) {
    StatefulRedisClusterConnection<String, byte[]> connection = client.connect(CODEC);
    redis = connection.sync();
    closer = connection::close;
  }

  String namespace() {
    return namespace;
  }

  RedisClusterCommands<String, byte[]> redis() {
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
    closer.run();
  }
}
