// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import dev.twelvefactor.idempotency.http.IdempotentHttp;
import dev.twelvefactor.idempotency.http.RequestView;
import dev.twelvefactor.idempotency.http.StoredResponse;
import dev.twelvefactor.lifecycle.Lazy;
import dev.twelvefactor.logging.StructuredLogger;
import dev.twelvefactor.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Turns carts into orders: once for each {@code Idempotency-Key}, however often it is sent. */
final class Orders {

  private static final StructuredLogger log = StructuredLogger.of(Orders.class);

  private final Visits visits;
  private final Lazy<OrderStore> store;
  private final Duration paymentTime;
  private final IdempotentHttp idempotent;

  Orders(Visits visits, Lazy<OrderStore> store, Duration paymentTime, IdempotentExecutor once) {
    this.visits = visits;
    this.store = store;
    this.paymentTime = paymentTime;
    this.idempotent = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("create_order")
            .lease(Duration.ofSeconds(5))
            .duplicatesWait(Duration.ofSeconds(2))
            .onCrash(this::lookUp)
            .build())
        .build();
  }

  void create(Exchange exchange) throws IOException {
    Session session = visits.member(exchange);
    String user = session.subject().orElseThrow();
    RequestView request = RequestView.of(
        exchange.method(), "/orders", exchange.path(), exchange::headers, exchange.bytes());
    StoredResponse response = idempotent.respond(user, request, run -> create(session, run));
    if (response.status() == 201) {
      emptyCart(session, response);
    }
    exchange.answer(response);
  }

  /**
   * Takes what was ordered out of the cart, also if it was an earlier try that ordered it and died
   * before it came to this. A cart that was filled with something else since then stays as it is.
   */
  private void emptyCart(Session session, StoredResponse created) throws IOException {
    String id = Exchange.parsed(created.body()).path("order_id").asText();
    store.get().find(id).ifPresent(order -> visits.emptyCart(session, order.items()));
  }

  /**
   * May run more than once: after a crash in the middle the next try looks whether the order is
   * there. All tries write it under the same id and only if absent, so there is one.
   */
  private StoredResponse create(Session session, IdempotentRun run) throws IOException {
    Cart cart = session.find(Cart.KEY).orElse(Cart.EMPTY);
    if (cart.items().isEmpty()) {
      // Nothing was bought, so the key may be used again.
      return response(422, Problem.of(422, "the cart is empty").body()).released();
    }
    pay(run);
    Order order = store.get().place(Order.of(run.downstreamKey("order"), cart));
    log.info("order_created", "order_id", order.id(), "total", order.total());
    return created(order);
  }

  /** Pretends to call a payment provider, with a key by which it would recognise a second try. */
  private void pay(IdempotentRun run) {
    log.info("payment_started", "payment_key", run.downstreamKey("payment"), "try", run.attempt());
    try {
      TimeUnit.MILLISECONDS.sleep(paymentTime.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(503, "cut short by a shutdown");
    }
  }

  private Evidence<StoredResponse> lookUp(IdempotentRun run) throws IOException {
    Order order = store.get().find(run.downstreamKey("order")).orElse(null);
    return order == null ? Evidence.neverWillBe() : Evidence.found(created(order));
  }

  private static StoredResponse created(Order order) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("order_id", order.id());
    body.put("total", order.total());
    return response(201, body);
  }

  private static StoredResponse response(int status, Object body) throws IOException {
    String type = status < 300 ? "application/json" : "application/problem+json";
    return StoredResponse.of(status, type, Exchange.json(body));
  }

  void count(Exchange exchange) throws IOException {
    exchange.answer(200, Map.of("count", store.get().count()));
  }
}
