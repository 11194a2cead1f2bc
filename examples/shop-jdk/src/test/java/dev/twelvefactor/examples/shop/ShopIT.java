// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.ChildJvm;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.SigtermUnderLoad;
import dev.twelvefactor.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged shop, as a process. */
@WithRedis
class ShopIT {

  private static final Path JAR = Path.of("target", "shop.jar");

  @Test
  void start_whileRedisIsDown_isLiveButNotReady(RedisProcess redis) {
    redis.kill();
    Customer customer = new Customer();

    try (ShopProcess shop = ShopProcess.start(JAR, Map.of("REDIS_URL", redis.url()))) {
      assertThat(customer.get(shop.address(), "/live").status()).isEqualTo(200);
      assertThat(customer.get(shop.address(), "/ready").status()).isEqualTo(503);
      assertThat(customer.post(shop.address(), "/login", "{\"user\":\"ada\"}").status())
          .isEqualTo(503);
      assertThat(customer.cookie()).isEmpty();
    }
  }

  @Test
  void order_sentTwice_isOneOrder(RedisProcess redis) {
    Customer ada = new Customer();

    try (ShopProcess shop = ShopProcess.start(JAR, Map.of("REDIS_URL", redis.url()))) {
      ada.post(shop.address(), "/login", "{\"user\":\"ada\"}");
      ada.post(shop.address(), "/cart/items", "{\"sku\":\"cake\",\"quantity\":2}");
      Customer.Answer first = ada.order("\"k\"", shop.address(), "{}");
      Customer.Answer second = ada.order("\"k\"", shop.address(), "{}");

      assertThat(first.status()).isEqualTo(201);
      assertThat(first.json().path("total").asInt()).isEqualTo(640);
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(second.replayed()).isTrue();
      assertThat(ada.order("\"empty\"", shop.address(), "{}").status()).isEqualTo(422);
      assertThat(ada.get(shop.address(), "/orders/count").body()).isEqualTo("{\"count\":1}");
    }
  }

  @Test
  void order_recovered_takesWhatWasOrderedOutOfTheCart(RedisProcess redis) {
    String cake = "{\"sku\":\"cake\",\"quantity\":2}";
    Customer ada = new Customer();

    try (ShopProcess shop = ShopProcess.start(JAR, Map.of("REDIS_URL", redis.url()))) {
      ada.post(shop.address(), "/login", "{\"user\":\"ada\"}");
      ada.post(shop.address(), "/cart/items", cake);
      assertThat(ada.order("\"k\"", shop.address(), "{}").status()).isEqualTo(201);
      // As a shop leaves it that dies between the order and the cart.
      ada.post(shop.address(), "/cart/items", cake);

      assertThat(ada.order("\"k\"", shop.address(), "{}").replayed()).isTrue();
      assertThat(ada.get(shop.address(), "/cart").quantity("cake")).isZero();

      ada.post(shop.address(), "/cart/items", "{\"sku\":\"tea\",\"quantity\":1}");
      assertThat(ada.order("\"k\"", shop.address(), "{}").replayed()).isTrue();
      assertThat(ada.get(shop.address(), "/cart").quantity("tea")).isEqualTo(1);
    }
  }

  @Test
  void request_thatNeverEnds_isCutOff(RedisProcess redis) throws IOException {
    Map<String, String> impatient =
        Map.of(
            "REDIS_URL", redis.url(),
            "JDK_JAVA_OPTIONS", "-Dsun.net.httpserver.maxReqTime=1");
    try (ShopProcess shop = ShopProcess.start(JAR, impatient);
        SlowRequest request = SlowRequest.begin(shop.address(), "/cart/items")) {
      assertThat(request.head()).doesNotContain(" 200 ");
    }
  }

  @Test
  void sigterm_underLoad_dropsNothing(RedisProcess redis) {
    int port = SigtermUnderLoad.freePort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    SigtermUnderLoad.Outcome outcome = SigtermUnderLoad.of(java, "-jar", JAR.toString())
        .environment("PORT", Integer.toString(port))
        .environment("REDIS_URL", redis.url())
        .environment("SHUTDOWN_TIMEOUT", "10s")
        .run(port, "/ready", "/logout");

    assertThat(outcome.drops()).isEmpty();
    assertThat(outcome.failed()).isZero();
    assertThat(outcome.exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, http, PORT: \"http\" (expected: 0 to 65535)",
    "REDIS_URL, '', REDIS_URL is not set",
    "REDIS_URL, localhost:6379, REDIS_URL is not usable: the scheme is none of redis",
    "SESSION_COOKIE, chocolate, SESSION_COOKIE is \"chocolate\" (expected: standard or plain)",
  })
  void start_withABadVariable_namesIt(String name, String value, String message) {
    try (ChildJvm shop =
        ChildJvm.ofJar(JAR)
            .environment("PORT", "0")
            .environment("REDIS_URL", "redis://127.0.0.1:1")
            .environment(name, value)
            .start()) {
      assertThat(shop.awaitExit(Duration.ofSeconds(30))).isEqualTo(78);
      assertThat(shop.lines())
          .anyMatch(line -> line.contains("\"shop_misconfigured\"")
              && line.replace("\\\"", "\"").contains(message));
    }
  }
}
