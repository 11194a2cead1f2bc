// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.examples.shop.Customer.Answer;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.InMemoryIdempotencyStore;
import dev.twelvefactor.lifecycle.Lazy;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.session.InMemorySessionStore;
import dev.twelvefactor.session.SessionCookie;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shop answers to each call. */
class ShopTest {

  private final Customer customer = new Customer();
  private final ShutdownCoordinator shutdown =
      ShutdownCoordinator.builder().lameDuck(Duration.ZERO).build();
  private final ThreadPoolExecutor threads = ShopServer.threads(2);
  private ShopServer server;
  private URI shop;

  @BeforeEach
  void start() throws IOException {
    Visits visits = new Visits(InMemorySessionStore.create(), SessionCookie.standard());
    Lazy<OrderStore> none = Lazy.of("orders", () -> {
      throw new IllegalStateException("no orders in these tests");
    });
    Orders orders = new Orders(
        visits, none, Duration.ZERO, IdempotentExecutor.create(InMemoryIdempotencyStore.create()));
    Routes routes =
        new Routes(visits, orders, new Devices(visits), new Uploads(visits, Optional.empty()));
    server = ShopServer.start(0, routes, shutdown, threads);
    shop = URI.create("http://127.0.0.1:" + server.port());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void cart_ofAVisitor_isEmptyAndBeginsNoSession() {
    Answer cart = customer.get(shop, "/cart");

    assertThat(cart.body()).isEqualTo("{\"items\":[]}");
    assertThat(cart.setCookie()).isEmpty();
  }

  @Test
  void cart_itemsAddedAndRemoved_isTheRest() {
    customer.post(shop, "/cart/items", "{\"sku\":\"tea\",\"quantity\":2}");
    customer.post(shop, "/cart/items", "{\"sku\":\"tea\",\"quantity\":1}");
    customer.post(shop, "/cart/items", "{\"sku\":\"cake\",\"quantity\":1}");

    Answer cart = customer.send(shop, "/cart/items/cake", "DELETE", "");

    assertThat(cart.status()).isEqualTo(200);
    assertThat(cart.body()).isEqualTo("{\"items\":[{\"sku\":\"tea\",\"quantity\":3}]}");
    assertThat(customer.get(shop, "/cart").body()).isEqualTo(cart.body());
  }

  @Test
  void login_ofAVisitor_keepsTheCartAndReplacesTheToken() {
    customer.post(shop, "/cart/items", "{\"sku\":\"tea\",\"quantity\":2}");
    Customer before = new Customer(customer.cookie());

    Answer login = customer.post(shop, "/login", "{\"user\":\"ada\"}");

    assertThat(login.status()).isEqualTo(204);
    assertThat(login.setCookie().orElseThrow())
        .startsWith("__Host-id=")
        .endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(customer.get(shop, "/me").body()).isEqualTo("{\"user\":\"ada\"}");
    assertThat(customer.get(shop, "/cart").quantity("tea")).isEqualTo(2);
    assertThat(before.get(shop, "/cart").quantity("tea")).isZero();
  }

  @Test
  void logout_afterALogin_clearsTheCookieAndEndsTheSession() {
    customer.post(shop, "/login", "{\"user\":\"ada\"}");
    Customer other = new Customer(customer.cookie());

    Answer logout = customer.post(shop, "/logout", "");

    assertThat(logout.status()).isEqualTo(204);
    assertThat(logout.setCookie().orElseThrow()).contains("Max-Age=0");
    assertThat(other.get(shop, "/me").status()).isEqualTo(401);
  }

  @Test
  void sessions_ofAUser_areEndedOneByOneOrAllAtOnce() {
    Customer phone = Customer.at("phone");
    customer.post(shop, "/login", "{\"user\":\"ada\"}");
    phone.post(shop, "/login", "{\"user\":\"ada\"}");
    String handle = handleOf("phone");

    assertThat(customer.send(shop, "/sessions/" + handle, "DELETE", "").status()).isEqualTo(204);
    assertThat(phone.get(shop, "/me").status()).isEqualTo(401);
    assertThat(customer.send(shop, "/sessions/" + handle, "DELETE", "").status()).isEqualTo(404);
    assertThat(customer.send(shop, "/sessions/nonsense", "DELETE", "").status()).isEqualTo(404);
    phone.post(shop, "/login", "{\"user\":\"ada\"}");

    Answer end = customer.send(shop, "/sessions", "DELETE", "");

    assertThat(end.status()).isEqualTo(204);
    assertThat(end.setCookie().orElseThrow()).contains("Max-Age=0");
    assertThat(phone.get(shop, "/me").status()).isEqualTo(401);
  }

  private String handleOf(String device) {
    for (JsonNode session : customer.get(shop, "/sessions").json().path("sessions")) {
      if (session.path("device").asText().equals(device)) {
        return session.path("handle").asText();
      }
    }
    throw new AssertionError("no session of " + device);
  }

  @Test
  void uploads_withoutABucket_are501() {
    customer.post(shop, "/login", "{\"user\":\"ada\"}");

    Answer upload = customer.upload(shop, "image/png", new byte[1]);

    assertThat(upload.status()).isEqualTo(501);
    assertThat(upload.body()).contains("S3_BUCKET is not set");
  }

  @Test
  void uploads_pathThatLeadsElsewhere_is404() {
    customer.post(shop, "/login", "{\"user\":\"ada\"}");

    assertThat(customer.get(shop, "/uploads/ada/%2e%2e/bob/x").status()).isEqualTo(404);
    assertThat(customer.get(shop, "/uploads/ada/x").status()).isEqualTo(501);
  }

  @Test
  void page_withoutABucket_letsNothingInFromElsewhere() {
    String policy = customer.get(shop, "/").policy();

    assertThat(policy).contains("form-action 'self'").doesNotContain("http");
  }

  @ParameterizedTest
  @CsvSource({"cross-site,403", "same-site,403", "same-origin,200", "none,200"})
  void change_fromAPageOfASite_isMadeForTheShopsOwnAlone(String site, int status) {
    String tea = "{\"sku\":\"tea\",\"quantity\":2}";

    assertThat(customer.sendFrom(site, shop, "/cart/items", "POST", tea).status())
        .isEqualTo(status);
    assertThat(customer.sendFrom(site, shop, "/cart/items/cake", "DELETE", "").status())
        .isEqualTo(status);
    assertThat(customer.sendFrom(site, shop, "/cart", "GET", "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain,415",
    "application/x-www-form-urlencoded,415",
    "Application/JSON; charset=utf-8,200"
  })
  void body_ofAType_isTakenAsJsonAlone(String type, int status) {
    String tea = "{\"sku\":\"tea\",\"quantity\":2}";

    assertThat(customer.postAsType(type, shop, "/cart/items", tea).status()).isEqualTo(status);
  }

  @Test
  void answer_toARequestThatOutlivesTheSignal_saysThatTheConnectionEnds() throws IOException {
    try (SlowRequest slow = SlowRequest.begin(shop, "/cart/items")) {
      awaitTrue(() -> shutdown.inFlight().count() == 1);
      shutdown.shutdown("the test");
      assertThat(shutdown.draining()).isTrue();

      String head = slow.end("{\"sku\":\"tea\",\"quantity\":2}");

      assertThat(head).startsWith("HTTP/1.1 200").containsIgnoringCase("Connection: close");
    }
  }

  @Test
  void close_requestsThatWaitForAThread_areAnsweredFirst() throws Exception {
    try (SlowRequest one = SlowRequest.begin(shop, "/cart/items");
        SlowRequest two = SlowRequest.begin(shop, "/cart/items");
        SlowRequest waiting = SlowRequest.begin(shop, "/cart/items")) {
      awaitTrue(() -> threads.getQueue().size() == 1);
      Thread closing = new Thread(server::close);
      closing.start();
      awaitTrue(threads::isShutdown);

      for (SlowRequest request : List.of(one, two, waiting)) {
        assertThat(request.end("{\"sku\":\"tea\",\"quantity\":2}")).startsWith("HTTP/1.1 200");
      }
      closing.join();
    }
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @CsvSource({"/,text/html", "/page.css,text/css", "/page.js,text/javascript"})
  void page_eachPart_isServedWithItsType(String path, String type) {
    Answer page = customer.get(shop, path);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.type()).startsWith(type);
    assertThat(customer.get(shop, "/cart").sniffing()).isEqualTo("nosniff");
    assertThat(customer.post(shop, path, "").status()).isEqualTo(405);
  }

  @Test
  void me_withoutALogin_is401() {
    Answer me = customer.get(shop, "/me");

    assertThat(me.status()).isEqualTo(401);
    assertThat(me.type()).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/cart/items|{\"sku\":\"gold\",\"quantity\":1}|422|sku",
        "POST|/cart/items|{\"sku\":\"tea\",\"quantity\":0}|422|quantity",
        "POST|/cart/items|{\"sku\":\"tea\",\"quantity\":100}|422|quantity",
        "POST|/cart/items|{\"sku\":\"tea\",\"quantity\":\"x\"}|422|quantity",
        "POST|/cart/items|{\"sku\":\"tea\"}|422|quantity",
        "POST|/cart/items|{\"quantity\":1}|400|sku",
        "POST|/cart/items|{\"sku\":|400|body",
        "POST|/cart/items|[]|400|body",
        "POST|/login|{}|400|user",
        "POST|/login|{\"user\":\"a/b\"}|422|user",
        "POST|/login|{\"user\":\"..\"}|422|user",
        "GET|/sessions||401|",
        "DELETE|/sessions||401|",
        "DELETE|/sessions/x||401|",
        "POST|/uploads|x|401|",
        "POST|/uploads/tickets|{}|401|",
        "POST|/uploads/confirm|{}|401|",
        "GET|/uploads/ada/x||401|",
        "GET|/login||405|",
        "GET|/nowhere||404|",
      })
  void call_thatMakesNoSense_isAProblemThatNamesTheField(
      String method, String path, String body, int status, String field) {
    Answer answer = customer.send(shop, path, method, body == null ? "" : body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("field").asText("")).isEqualTo(field == null ? "" : field);
    assertThat(answer.setCookie()).isEmpty();
  }

  @Test
  void item_beyondTheMost_leavesTheCartAsItWas() {
    customer.post(shop, "/cart/items", "{\"sku\":\"tea\",\"quantity\":99}");

    Answer more = customer.post(shop, "/cart/items", "{\"sku\":\"tea\",\"quantity\":1}");

    assertThat(more.status()).isEqualTo(422);
    assertThat(customer.get(shop, "/cart").quantity("tea")).isEqualTo(99);
  }
}
