// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twelvefactor.idempotency.Reconciler.Evidence;
import dev.twelvefactor.idempotency.http.IdempotentHttp;
import dev.twelvefactor.idempotency.http.RequestView;
import dev.twelvefactor.idempotency.http.StoredResponse;
import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import dev.twelvefactor.testkit.RedisServer;
import dev.twelvefactor.testkit.WithRedis;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The code of the README and of the Javadoc, run against a real server. */
@WithRedis
class IdempotencySnippetsIT {

  record Order(String id, int total) {}

  private final Map<String, Order> orders = new ConcurrentHashMap<>();
  private final String tenant = "acme";
  private final String key = UUID.randomUUID().toString();
  private final String body = "{\"sku\":\"tea\"}";

  // @start region="operation"
  static final Operation<Order> CREATE_ORDER = Operation.of("create_order", Order.class);
  // @end

  private Order create(String orderId) {
    return orders.computeIfAbsent(orderId, id -> new Order(id, 750));
  }

  @Test
  void quickStart_theSameOrderTwice_isCreatedOnce(RedisServer redis) {
    Map<String, String> env = Map.of(
        "REDIS_URL",
        redis.url(),
        "IDEMPOTENCY_NAMESPACE",
        "snippets",
        "IDEMPOTENCY_TIMEOUT",
        "10s");
    // @start region="connect"
    IdempotentExecutor once = IdempotentExecutor.create(RedisIdempotencyStore.fromEnvironment(env));
    // @end
    try (once) {
      // @start region="quick-start"
      Outcome<Order> outcome = once.execute(
          CREATE_ORDER,
          IdempotencyKey.of(tenant, key, body),
          run -> create(run.downstreamKey("order")));
      Order order = outcome.orThrow(); // the same for every call with this key, in every process
      // @end
      Outcome<Order> again = once.execute(
          CREATE_ORDER, IdempotencyKey.of(tenant, key, body), run -> create("another"));

      assertThat(again.orThrow()).isEqualTo(order);
      assertThat(orders).hasSize(1);
    }
  }

  @Test
  void inMemory_theSameOrderTwice_isCreatedOnce() {
    // @start region="in-memory"
    IdempotentExecutor once = IdempotentExecutor.create(InMemoryIdempotencyStore.create());
    // @end
    try (once) {
      // @start region="key"
      IdempotencyKey requested = IdempotencyKey.of(tenant, key, body);
      // @end
      Order order = once.execute(CREATE_ORDER, requested, run -> create("1")).orThrow();

      assertThat(once.execute(CREATE_ORDER, requested, run -> create("2")).orThrow())
          .isEqualTo(order);
    }
  }

  // @start region="reconcile"
  Operation<Order> payOrder = Operation.builder("pay_order", Order.class)
      .onCrash(run -> {
        Order paid = orders.get(run.downstreamKey("order"));
        return paid == null ? Evidence.neverWillBe() : Evidence.found(paid);
      })
      .build();
  // @end

  @Test
  void reconcile_aRunThatThrewAfterItsEffect_isFoundAndNotRepeated() {
    try (IdempotentExecutor once = IdempotentExecutor.create(InMemoryIdempotencyStore.create())) {
      IdempotencyKey requested = IdempotencyKey.of(tenant, key, body);
      assertThat(catchThrowable(() -> once.execute(payOrder, requested, run -> {
            create(run.downstreamKey("order"));
            throw new IllegalStateException("the connection broke");
          })))
          .isInstanceOf(IllegalStateException.class);

      Outcome<Order> found = once.execute(payOrder, requested, run -> create("another"));

      assertThat(found).isInstanceOf(Outcome.Completed.class);
      assertThat(orders).hasSize(1).containsKey(found.orThrow().id());
    }
  }

  @Test
  void http_theSameRequestTwice_isAnsweredWithTheSameBytes() {
    try (IdempotentExecutor once = IdempotentExecutor.create(InMemoryIdempotencyStore.create())) {
      Map<String, List<String>> headers = Map.of("Idempotency-Key", List.of(key));
      byte[] bytes = body.getBytes(UTF_8);
      String user = "ada";
      // @start region="http"
      IdempotentHttp http = IdempotentHttp.create(once);
      RequestView request = RequestView.of("POST", "/orders", "/orders", headers::get, bytes);
      StoredResponse response = http.respond(user, request, run -> {
        Order order = create(run.downstreamKey("order"));
        return StoredResponse.of(201, "application/json", "{\"id\":\"" + order.id() + "\"}");
      });
      // @end
      StoredResponse again = http.respond(user, request, run -> StoredResponse.of(500, bytes));

      assertThat(again.status()).isEqualTo(201);
      assertThat(again.body()).isEqualTo(response.body());
      assertThat(again.find("idempotent-replayed")).hasValue("true");
      assertThat(response.find("idempotent-replayed")).isEmpty();
    }
  }
}
