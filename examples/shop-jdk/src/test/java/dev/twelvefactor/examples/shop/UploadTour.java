// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.twelvefactor.examples.shop.Customer.Answer;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;

/** Factor VI: what one instance has stored, the others serve. */
record UploadTour(Narrator narrator, Shops shops) {

  /** A picture of one pixel. */
  private static final byte[] PICTURE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

  private static final byte[] PAGE = "<script>alert('mine')</script>".getBytes(UTF_8);

  void run(URI b) {
    Customer ada = new Customer();
    ada.post(b, "/login", "{\"user\":\"ada\"}");
    String stored;
    try (ShopProcess other = shops.start()) {
      stored = through(ada, other.address());
      other.kill();
    }
    narrator.says("that shop is killed");
    show(ada, b, stored);
    straight(ada, b);
  }

  private String through(Customer ada, URI a) {
    narrator.chapter("Ada sends a picture through a shop, and the shop dies");
    Answer upload = ada.upload(a, "image/png", PICTURE);
    narrator.holds(upload.status() == 201, "POST /uploads  %d %s", upload.status(), upload.body());
    narrator.holds(
        ada.upload(a, "text/html", PAGE).status() == 415, "POST /uploads  415 for what is no picture");
    narrator.holds(
        ada.upload(a, "image/png", new byte[10_000_001]).status() == 413,
        "POST /uploads  413 for a byte more than 10 MB");
    return "/" + upload.json().path("key").asText();
  }

  private void show(Customer ada, URI b, String path) {
    Answer link = ada.get(b, path);
    narrator.holds(
        link.status() == 302
            && Arrays.equals(Customer.download(link.location().orElseThrow()), PICTURE),
        "GET %s  302 to storage at the other shop, and it is the picture",
        path);
    Customer bob = new Customer();
    bob.post(b, "/login", "{\"user\":\"bob\"}");
    narrator.holds(bob.get(b, path).status() == 404, "GET %s  404 for somebody else", path);
  }

  private void straight(Customer ada, URI b) {
    narrator.chapter("Ada sends a picture straight to storage");
    JsonNode ticket = ticket(ada, b, PICTURE);
    narrator.holds(Customer.uploadTo(ticket, PICTURE) == 200, "PUT to storage  200, past the shop");
    Answer confirmed = confirm(ada, b, ticket);
    narrator.holds(
        confirmed.status() == 201, "POST /uploads/confirm  201 %s", confirmed.body());
    narrator.holds(
        confirm(ada, b, ticket).body().equals(confirmed.body()),
        "POST /uploads/confirm  the same once more");
    show(ada, b, "/" + confirmed.json().path("key").asText());
    JsonNode forged = ticket(ada, b, PAGE);
    Customer.uploadTo(forged, PAGE);
    narrator.holds(
        confirm(ada, b, forged).status() == 415,
        "POST /uploads/confirm  415 for a page that calls itself image/png");
  }

  private static JsonNode ticket(Customer ada, URI shop, byte[] bytes) {
    String body = "{\"type\":\"image/png\",\"size\":%d}".formatted(bytes.length);
    return ada.post(shop, "/uploads/tickets", body).json();
  }

  private static Answer confirm(Customer ada, URI shop, JsonNode ticket) {
    return ada.post(
        shop,
        "/uploads/confirm",
        "{\"ticket\":\"%s\"}".formatted(ticket.path("ticket").asText()));
  }
}
