// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that cannot be served, answered as {@code application/problem+json} (RFC 9457). */
final class Problem extends RuntimeException {

  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad Request",
          401, "Unauthorized",
          404, "Not Found",
          405, "Method Not Allowed",
          413, "Content Too Large",
          422, "Unprocessable Content",
          500, "Internal Server Error",
          503, "Service Unavailable");

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
