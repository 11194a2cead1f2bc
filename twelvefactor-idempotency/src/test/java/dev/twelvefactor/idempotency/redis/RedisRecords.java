// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a test sees of a Redis past the store: the records of one namespace of its own. */
final class RedisRecords implements AutoCloseable {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
  private static final int AT = 24;
  private static final int AT_END = 36;

  private final String namespace;
  private final RedisClusterCommands<String, byte[]> redis;
  private final Runnable closer;

  RedisRecords(String url) {
    this(url, "test-" + UUID.randomUUID());
  }

  RedisRecords(String url, String namespace) {
    this.namespace = namespace;
    RedisClient client = RedisClient.create(url);
    redis = client.connect(CODEC).sync();
    closer = () -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  RedisRecords(RedisClient client) {
    namespace = "test-" + UUID.randomUUID();
    StatefulRedisConnection<String, byte[]> connection = client.connect(CODEC);
    redis = connection.sync();
    closer = connection::close;
  }

  RedisRecords(RedisClusterClient client) {
    namespace = "test-" + UUID.randomUUID();
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

  List<String> keys() {
    List<String> keys = new ArrayList<>();
    ScanIterator.scan(redis, ScanArgs.Builder.matches(namespace + ":*").limit(1000))
        .forEachRemaining(keys::add);
    return keys;
  }

  Instant now() {
    return Instant.ofEpochSecond(Long.parseLong(new String(redis.time().get(0), US_ASCII)));
  }

  /** Moves the times in the records instead of the server's clock. */
  void passTime(Duration time) {
    for (String key : keys()) {
      shiftLease(key, time.negated());
      long left = redis.pttl(key) - time.toMillis();
      if (left > 0) {
        redis.pexpire(key, left);
      } else {
        redis.del(key);
      }
    }
  }

  void shiftLease(String key, Duration time) {
    long at = Long.parseLong(new String(redis.getrange(key, AT, AT_END), US_ASCII));
    String shifted = String.format("%013d", at + time.toMillis());
    redis.setrange(key, AT, shifted.getBytes(US_ASCII));
  }

  /** Removes the records of the namespace. */
  @Override
  public void close() {
    keys().forEach(redis::unlink);
    closer.run();
  }
}
