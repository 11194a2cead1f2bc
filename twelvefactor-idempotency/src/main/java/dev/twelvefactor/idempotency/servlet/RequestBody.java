// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read before the servlet reads it.
 *
 * @param held the bytes for the servlet to read; null where the container reads them, as with forms
 * @param compared what makes two bodies the same
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never shown.
record RequestBody(byte @Nullable [] held, byte[] compared) {

  /** {@return the body; null if it is too large} */
  static @Nullable RequestBody read(HttpServletRequest request, int maxBytes) throws IOException {
    String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-www-form-urlencoded")) {
      return new RequestBody(null, parameters(request.getParameterMap()));
    }
    if (type.startsWith("multipart/")) {
      return new RequestBody(null, new byte[0]);
    }
    byte[] bytes = request.getInputStream().readNBytes(maxBytes + 1);
    return bytes.length > maxBytes ? null : new RequestBody(bytes, bytes);
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
