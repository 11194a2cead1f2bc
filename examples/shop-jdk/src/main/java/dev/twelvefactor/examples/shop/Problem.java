// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that cannot be served, answered as {@code application/problem+json} (RFC 9457). */
final class Problem extends RuntimeException {

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"));

  private final int status;
  private final String field;

  private Problem(int status, String field, String detail) {
    super(detail, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.status = status;
    this.field = field;
  }

  static Problem of(int status, String detail) {
    return new Problem(status, "", detail);
  }

  /** A problem with one field of the request. */
  static Problem of(int status, String field, String detail) {
    return new Problem(status, field, detail);
  }

  int status() {
    return status;
  }

  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", TITLES.getOrDefault(status, ""));
    body.put("status", status);
    body.put("detail", getMessage());
    if (!field.isEmpty()) {
      body.put("field", field);
    }
    return body;
  }
}
