// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read before the servlet reads it.
 *
 * @param held the bytes for the servlet to read; null where the container reads them: multipart
 *     bodies, and forms of a {@code POST}, which it parses with no other method
 * @param compared what makes two bodies the same
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never shown.
record RequestBody(byte @Nullable [] held, byte[] compared) {

  /** {@return the body; null if it is too large} */
  static @Nullable RequestBody read(HttpServletRequest request, int maxBytes) throws IOException {
    String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("multipart/")) {
      return new RequestBody(null, new byte[0]);
    }
    if (request.getContentLengthLong() > maxBytes) {
      return null;
    }
    boolean form = type.startsWith("application/x-www-form-urlencoded");
    if (form && request.getMethod().equals("POST")) {
      Map<String, String[]> fields = request.getParameterMap();
      return characters(fields) > maxBytes ? null : new RequestBody(null, parameters(fields));
    }
    byte[] bytes = request.getInputStream().readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      return null;
    }
    return new RequestBody(bytes, form ? form(bytes, request) : bytes);
  }

  /** A filter in front may have read the body, and show the fields instead. */
  private static byte[] form(byte[] bytes, HttpServletRequest request) {
    byte[] fields = parameters(request.getParameterMap());
    byte[] both = Arrays.copyOf(fields, fields.length + bytes.length);
    System.arraycopy(bytes, 0, both, fields.length, bytes.length);
    return both;
  }

  /** No more than the bytes that they came in; for a body whose length nobody announced. */
  private static long characters(Map<String, String[]> parameters) {
    long characters = 0;
    for (Map.Entry<String, String[]> field : parameters.entrySet()) {
      for (String value : field.getValue()) {
        characters += field.getKey().length() + value.length();
      }
    }
    return characters;
  }

  /** All names and values, each behind its length, so that no two forms look the same. */
  private static byte[] parameters(Map<String, String[]> parameters) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(parameters).forEach((name, values) -> {
      append(text.append(values.length).append('='), name);
      for (String value : values) {
        append(text, value);
      }
    });
    return text.toString().getBytes(UTF_8);
  }

  private static void append(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }
}
