// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A response as it is sent, stored and sent again.
 *
 * <p>Immutable but for the body, which is not copied. What is stored and what is not depends on the
 * status, unless {@link #stored()} or {@link #released()} says otherwise; see {@link
 * IdempotentHttp}.
 *
 * @since 0.1.0
 */
public final class StoredResponse {

  /** What becomes of the key. */
  enum Fate {
    BY_STATUS,
    STORED,
    RELEASED
  }

  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final Fate fate;

  private StoredResponse(int status, Map<String, List<String>> headers, byte[] body, Fate fate) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.fate = fate;
  }

  /**
   * Makes a response without headers.
   *
   * @param status 100 to 599
   * @param body the body, which may be empty; not copied, not to be changed
   * @return the response
   * @throws IllegalArgumentException if {@code status} is out of bounds
   */
  public static StoredResponse of(int status, byte[] body) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 100 to 599)");
    }
    return new StoredResponse(
        status, headers(Map.of()), requireNonNull(body, "body"), Fate.BY_STATUS);
  }

  /**
   * Makes a response with a text and its type.
   *
   * @param status 100 to 599
   * @param contentType such as {@code application/json}
   * @param body the text, sent as UTF-8
   * @return the response
   * @throws IllegalArgumentException if {@code status} is out of bounds
   */
  public static StoredResponse of(int status, String contentType, String body) {
    return of(status, body.getBytes(UTF_8)).with("Content-Type", contentType);
  }

  static StoredResponse of(int status, Map<String, List<String>> headers, byte[] body) {
    return new StoredResponse(status, headers(headers), body, Fate.BY_STATUS);
  }

  private static Map<String, List<String>> headers(Map<String, List<String>> headers) {
    TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Sets a header.
   *
   * @param name its name; case does not matter
   * @param values its values
   * @return a copy with the header
   */
  public StoredResponse with(String name, String... values) {
    TreeMap<String, List<String>> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    changed.putAll(headers);
    changed.remove(name);
    changed.put(name, List.of(values));
    return new StoredResponse(status, Collections.unmodifiableMap(changed), body, fate);
  }

  /**
   * Says that this response is stored and repeated, whatever its status.
   *
   * @return a copy that says so
   */
  public StoredResponse stored() {
    return new StoredResponse(status, headers, body, Fate.STORED);
  }

  /**
   * Says that nothing was done, whatever the status: the response is not stored, and the next request
   * with the key is run.
   *
   * @return a copy that says so
   */
  public StoredResponse released() {
    return new StoredResponse(status, headers, body, Fate.RELEASED);
  }

  /** {@return the status code} */
  public int status() {
    return status;
  }

  /** {@return the headers; unmodifiable, case does not matter} */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /**
   * Finds a header.
   *
   * @param name its name; case does not matter
   * @return its first value, or empty
   */
  public Optional<String> find(String name) {
    return Optional.ofNullable(headers.get(name))
        .flatMap(values -> values.stream().findFirst());
  }

  /** {@return the body; not a copy, not to be changed} */
  public byte[] body() {
    return body;
  }

  Fate fate() {
    return fate;
  }

  /** {@return the status and the length of the body} */
  @Override
  public String toString() {
    return "StoredResponse[" + status + ", " + body.length + " bytes]";
  }
}
