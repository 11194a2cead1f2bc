// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which headers of a response are stored with it. */
record StoredHeaders(Set<String> more) {

  private static final Set<String> ALWAYS =
      Set.of("content-type", "content-encoding", "content-language", "etag", "link", "location");

  /** They concern one client, one connection or one moment. */
  private static final Set<String> NEVER = Set.of(
      "set-cookie",
      "authorization",
      "proxy-authorization",
      "authentication-info",
      "www-authenticate",
      "proxy-authenticate",
      "date",
      "connection",
      "keep-alive",
      "transfer-encoding",
      "content-length",
      "te",
      "trailer",
      "upgrade");

  static Set<String> checked(String... names) {
    return Arrays.stream(names)
        .map(name -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (NEVER.contains(lower)) {
            throw new IllegalArgumentException("storedHeaders: " + name
                + " (expected: a header that may be sent twice, at another time and to another"
                + " connection)");
          }
          return lower;
        })
        .collect(Collectors.toUnmodifiableSet());
  }

  Map<String, List<String>> of(StoredResponse response) {
    Map<String, List<String>> kept = new HashMap<>();
    response.headers().forEach((name, values) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (ALWAYS.contains(lower) || more.contains(lower)) {
        kept.put(name, values);
      }
    });
    return kept;
  }
}
