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

/** A request and its answer, as JSON. */
record Exchange(HttpExchange http) {

  private static final int MAX_BODY_BYTES = 64 * 1024;
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

  /** The body as a JSON object. */
  JsonNode body() throws IOException {
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
    http.sendResponseHeaders(302, -1);
  }

  void answerNothing() throws IOException {
    http.sendResponseHeaders(204, -1);
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
    http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = http.getResponseBody()) {
      out.write(bytes);
    }
  }
}
