// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.examples.shop.Customer.Answer;
import dev.twelvefactor.testkit.RedisProcess;
import java.net.URI;

/** Factor VI: users see where they are logged in, and end it; and sessions outlive Redis's restart. */
record DevicesTour(Narrator narrator, Shops shops, RedisProcess redis) {

  private static final String LOGIN = "{\"user\":\"ada\"}";

  void run(URI b) {
    try (ShopProcess other = shops.start()) {
      URI a = other.address();
      Customer laptop = Customer.at("Ada's laptop");
      Customer phone = Customer.at("Ada's phone");
      narrator.chapter("Ada is logged in on two devices");
      laptop.post(a, "/login", LOGIN);
      phone.post(b, "/login", LOGIN);
      endOne(laptop, phone, a, b);
      restart(laptop, a, b);
      endAll(laptop, phone, a, b);
    }
  }

  private void endOne(Customer laptop, Customer phone, URI a, URI b) {
    Answer list = laptop.get(a, "/sessions");
    JsonNode sessions = list.json().path("sessions");
    narrator.holds(sessions.size() == 2, "GET /sessions  200 %s", list.body());
    String handle = "";
    for (JsonNode session : sessions) {
      handle = session.path("current").asBoolean() ? handle : session.path("handle").asText();
    }
    Answer stranger = stranger(b).send(b, "/sessions/" + handle, "DELETE", "");
    narrator.holds(stranger.status() == 404, "DELETE /sessions/{handle}  404 for somebody else");
    Answer end = laptop.send(a, "/sessions/" + handle, "DELETE", "");
    narrator.holds(
        end.status() == 204 && phone.get(b, "/me").status() == 401,
        "DELETE /sessions/{handle}  204, and the phone is out, at the other shop too");
  }

  private static Customer stranger(URI shop) {
    Customer bob = new Customer();
    bob.post(shop, "/login", "{\"user\":\"bob\"}");
    return bob;
  }

  private void restart(Customer laptop, URI a, URI b) {
    narrator.chapter("Redis dies with SIGKILL, and starts again");
    redis.kill();
    Answer down = laptop.get(a, "/me");
    narrator.holds(
        down.status() == 503 && down.setCookie().isEmpty(),
        "GET /me  503 after %d ms, and the cookie is left alone",
        down.time().toMillis());
    redis.restart();
    for (URI shop : new URI[] {a, b}) {
      narrator.holds(
          laptop.awaitStatus(200, shop, "/me"), "GET /me  200 with the cookie from before, at %s", shop);
    }
  }

  private void endAll(Customer laptop, Customer phone, URI a, URI b) {
    narrator.chapter("Ada logs out everywhere");
    phone.post(b, "/login", LOGIN);
    Customer stolen = new Customer(laptop.cookie());
    Answer end = phone.send(b, "/sessions", "DELETE", "");
    narrator.holds(end.status() == 204 && phone.cookie().isEmpty(), "DELETE /sessions  204, cookie cleared");
    narrator.holds(
        laptop.get(a, "/me").status() == 401 && stolen.get(b, "/me").status() == 401,
        "GET /me  401 on every device, at every shop");
  }
}
