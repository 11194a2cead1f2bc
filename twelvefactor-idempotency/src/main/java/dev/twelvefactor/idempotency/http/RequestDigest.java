// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** What makes two requests the same: method, path, query in any order, media type, and body. */
final class RequestDigest {

  private RequestDigest() {}

  /** The bytes that are hashed; each part has its length before it. */
  static byte[] of(RequestView request) {
    return joined(
        request.method().getBytes(UTF_8),
        sorted(request.target()).getBytes(UTF_8),
        request.mediaType().getBytes(UTF_8),
        request.body());
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes((part.length + ":").getBytes(UTF_8));
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static String sorted(String target) {
    int query = target.indexOf('?');
    if (query < 0) {
      return target;
    }
    String[] pairs = target.substring(query + 1).split("&", -1);
    Arrays.sort(pairs);
    return target.substring(0, query + 1) + String.join("&", pairs);
  }
}
