// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The orders, in a hash in Redis. An order is written if it is not there, and never changed. */
final class OrderStore implements AutoCloseable {

  private static final String KEY = "shop:orders";
  private static final Duration TIMEOUT = Duration.ofMillis(250);
  private static final JsonMapper JSON = new JsonMapper();

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> redis;

  private OrderStore(RedisClient client) {
    this.client = client;
    this.redis = client.connect();
  }

  static OrderStore connect(Map<String, String> environment) {
    RedisURI uri = RedisURI.create(environment.get("REDIS_URL"));
    uri.setTimeout(TIMEOUT);
    RedisClient client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).build());
    try {
      return new OrderStore(client);
    } catch (RuntimeException unreachable) {
      // Each try has a client of its own, with threads that nobody else would end.
      client.shutdown();
      throw unreachable;
    }
  }

  Optional<Order> find(String id) {
    return Optional.ofNullable(redis.sync().hget(KEY, id)).map(OrderStore::parsed);
  }

  /** Writes an order unless one of its id is there, and answers the one that is there then. */
  Order place(Order order) {
    redis.sync().hsetnx(KEY, order.id(), text(order));
    return find(order.id()).orElseThrow();
  }

  long count() {
    return redis.sync().hlen(KEY);
  }

  private static String text(Order order) {
    try {
      return JSON.writeValueAsString(order);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Order parsed(String text) {
    try {
      return JSON.readValue(text, Order.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
