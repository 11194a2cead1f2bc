// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Somebody with a browser: sends requests to any instance, and keeps the cookie. */
final class Customer {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private volatile String cookie = "";
  private final String device;

  Customer() {
    this.device = "a browser";
  }

  /** Somebody who has got hold of a cookie. */
  Customer(String cookie) {
    this.cookie = cookie;
    this.device = "a browser";
  }

  private Customer(String cookie, String device) {
    this.cookie = cookie;
    this.device = device;
  }

  /** Somebody with a browser that calls itself so. */
  static Customer at(String device) {
    return new Customer("", device);
  }

  /** What the cookie jar holds, such as {@code id=…}; empty without a cookie. */
  String cookie() {
    return cookie;
  }

  Answer get(URI shop, String path) {
    return send(shop, path, "GET", "");
  }

  /** Whether the answer has a status before long. */
  boolean awaitStatus(int status, URI shop, String path) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      if (get(shop, path).status() == status) {
        return true;
      }
    }
    return false;
  }

  Answer post(URI shop, String path, String body) {
    return send(shop, path, "POST", body);
  }

  Answer send(URI shop, String path, String method, String body) {
    return send(json(shop, path).method(method, BodyPublishers.ofString(body)));
  }

  /** Sends a request as a page of some site would make a browser send it. */
  Answer sendFrom(String site, URI shop, String path, String method, String body) {
    return send(
        json(shop, path)
            .method(method, BodyPublishers.ofString(body))
            .header("Sec-Fetch-Site", site));
  }

  /** Sends a body of another type. */
  Answer postAsType(String type, URI shop, String path, String body) {
    return send(
        HttpRequest.newBuilder(shop.resolve(path))
            .POST(BodyPublishers.ofString(body))
            .header("Content-Type", type));
  }

  private static HttpRequest.Builder json(URI shop, String path) {
    return HttpRequest.newBuilder(shop.resolve(path)).header("Content-Type", "application/json");
  }

  /** Sends a request under an id of the customer's choice. */
  Answer postAs(String requestId, URI shop, String path, String body) {
    return send(
        json(shop, path)
            .POST(BodyPublishers.ofString(body))
            .header("X-Request-ID", requestId));
  }

  /** Sends a picture through the shop. */
  Answer upload(URI shop, String type, byte[] bytes) {
    return send(
        HttpRequest.newBuilder(shop.resolve("/uploads"))
            .POST(BodyPublishers.ofByteArray(bytes))
            .header("Content-Type", type));
  }

  /** Does what the page does with a ticket: sends the bytes straight to storage. */
  static int uploadTo(JsonNode ticket, byte[] bytes) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(ticket.path("url").asText()))
            .method(ticket.path("method").asText(), BodyPublishers.ofByteArray(bytes))
            .timeout(PATIENCE);
    ticket.path("headers").fields().forEachRemaining(
        header -> request.header(header.getKey(), header.getValue().asText()));
    return exchange(request.build()).statusCode();
  }

  /** What is at an address that needs no cookie. */
  static byte[] download(URI address) {
    return exchange(HttpRequest.newBuilder(address).timeout(PATIENCE).build()).body();
  }

  private static HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to " + request.method(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Orders what is in the cart, under a key by which a second try is recognised. */
  Answer order(String key, URI shop, String body) {
    return send(json(shop, "/orders")
        .POST(BodyPublishers.ofString(body))
        .header("Idempotency-Key", key));
  }

  private Answer send(HttpRequest.Builder request) {
    request.timeout(PATIENCE).header("User-Agent", device);
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    try {
      long start = System.nanoTime();
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      Optional<String> setCookie = response.headers().firstValue("Set-Cookie");
      setCookie.ifPresent(this::keep);
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Content-Type").orElse(""),
          response.body(),
          setCookie,
          response.headers().firstValue("Location").map(URI::create),
          response.headers().firstValue("Idempotent-Replayed").isPresent(),
          response.headers(),
          Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to " + request.build(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void keep(String setCookie) {
    String pair = setCookie.substring(0, setCookie.indexOf(';'));
    cookie = setCookie.contains("Max-Age=0") ? "" : pair;
  }

  record Answer(
      int status,
      String type,
      String body,
      Optional<String> setCookie,
      Optional<URI> location,
      boolean replayed,
      HttpHeaders headers,
      Duration time) {

    String policy() {
      return headers.firstValue("Content-Security-Policy").orElse("");
    }

    String sniffing() {
      return headers.firstValue("X-Content-Type-Options").orElse("");
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("no JSON: " + body, e);
      }
    }

    /** How many of one article the cart in this answer holds. */
    int quantity(String sku) {
      int quantity = 0;
      for (JsonNode item : json().path("items")) {
        quantity += item.path("sku").asText().equals(sku) ? item.path("quantity").asInt() : 0;
      }
      return quantity;
    }
  }
}
