// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.twelvefactor.idempotency.http.StoredResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A request and its answer, as JSON.
 *
 * @param draining whether a shutdown has begun, so that the connection should end with the answer
 */
record Exchange(HttpExchange http, BooleanSupplier draining) {

  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
  private static final JsonMapper JSON = new JsonMapper();

  String header(String name) {
    return http.getRequestHeaders().getFirst(name);
  }

  String method() {
    return http.getRequestMethod();
  }

  /** Refuses every other method. */
  void require(String method) {
    if (!method().equals(method)) {
      setHeader("Allow", method);
      throw Problem.of(405, method() + " is not possible here (expected: " + method + ")");
    }
  }

  /**
   * Refuses what another site makes a browser change here with the user's cookie. Browsers say whose
   * page a request comes from; other clients say nothing, and have no cookie that is not theirs.
   */
  void requireOwnSite() {
    String site = header("Sec-Fetch-Site");
    if (!READING.contains(method()) && site != null && !OWN_SITE.contains(site)) {
      throw Problem.of(403, "this request comes from another site");
    }
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  String query() {
    return http.getRequestURI().getQuery();
  }

  List<String> headers(String name) {
    return http.getRequestHeaders().get(name);
  }

  /** The body while it comes in. */
  InputStream stream() {
    return http.getRequestBody();
  }

  /** The body as it was sent. */
  byte[] bytes() throws IOException {
    byte[] bytes = http.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw Problem.of(413, "body is larger than " + MAX_BODY_BYTES + " bytes");
    }
    return bytes;
  }

  /** The body as a JSON object. Its type is one that no form of another site can send. */
  JsonNode body() throws IOException {
    String type = String.valueOf(header("Content-Type")).split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase("application/json")) {
      throw Problem.of(415, "the body is no JSON (expected: Content-Type: application/json)");
    }
    try {
      JsonNode body = JSON.readTree(bytes());
      if (body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException malformed) {
      // Reported below, as a body that is no object is.
    }
    throw Problem.of(400, "body", "body is no JSON object");
  }

  static JsonNode parsed(byte[] json) throws IOException {
    return JSON.readTree(json);
  }

  /** All fields of a body. */
  static Map<String, Object> fields(JsonNode body) {
    return JSON.convertValue(body, new TypeReference<>() {});
  }

  static String text(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw Problem.of(400, field, field + " is missing (expected: a text)");
    }
    return value.textValue();
  }

  static int integer(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw Problem.of(422, field, field + " is missing (expected: a whole number)");
    }
    return value.intValue();
  }

  void setCookie(String cookie) {
    http.getResponseHeaders().set("Set-Cookie", cookie);
  }

  void withdrawCookie() {
    http.getResponseHeaders().remove("Set-Cookie");
  }

  void setHeader(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  static String json(Object body) throws IOException {
    return JSON.writeValueAsString(body);
  }

  /** Answers what may have been answered before. */
  void answer(StoredResponse response) throws IOException {
    response.headers().forEach(http.getResponseHeaders()::put);
    send(response.status(), response.body());
  }

  void redirect(URI target) throws IOException {
    setHeader("Location", target.toString());
    setHeader("Cache-Control", "no-store");
    begin(302, -1);
  }

  void answerNothing() throws IOException {
    begin(204, -1);
  }

  void answer(int status, Object body) throws IOException {
    answer(status, "application/json", body);
  }

  void answer(Problem problem) throws IOException {
    answer(problem.status(), "application/problem+json", problem.body());
  }

  private void answer(int status, String type, Object body) throws IOException {
    answer(status, type, JSON.writeValueAsBytes(body));
  }

  /** Answers what is JSON already. */
  void answerJson(int status, String json) throws IOException {
    answer(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  void answer(int status, String type, byte[] bytes) throws IOException {
    setHeader("Content-Type", type);
    send(status, bytes);
  }

  private void send(int status, byte[] bytes) throws IOException {
    setHeader("Cache-Control", "no-store");
    setHeader("X-Content-Type-Options", "nosniff");
    begin(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Asks for a shutdown as late as it can: it may have begun since the request came. */
  private void begin(int status, long length) throws IOException {
    if (draining.getAsBoolean()) {
      setHeader("Connection", "close");
    }
    http.sendResponseHeaders(status, length);
  }
}
