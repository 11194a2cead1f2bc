// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at of a request.
 *
 * @param method such as {@code POST}
 * @param route the template that the request matched, such as {@code /orders/{id}}; part of the
 *     scope, so that a key of one route says nothing on another
 * @param target the path, and the query behind a {@code ?} if there is one, as the client sent them
 * @param keys all values of the {@code Idempotency-Key} header
 * @param contentType the value of the {@code Content-Type} header, or empty
 * @param body the body; not copied, not to be changed
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never shown.
public record RequestView(
    String method,
    String route,
    String target,
    List<String> keys,
    String contentType,
    byte[] body) {

  /** The header that carries the key. */
  public static final String KEY_HEADER = "Idempotency-Key";

  /** Checks that nothing is null. */
  public RequestView {
    requireNonNull(method, "method");
    requireNonNull(route, "route");
    requireNonNull(target, "target");
    keys = List.copyOf(keys);
    requireNonNull(contentType, "contentType");
    requireNonNull(body, "body");
  }

  /**
   * Makes a view of a request.
   *
   * @param method such as {@code POST}
   * @param route the template that the request matched
   * @param target the path, and the query behind a {@code ?} if there is one
   * @param headers answers all values of a header, or null if there is none; {@code
   *     exchange.getRequestHeaders()::get}, for example
   * @param body the body
   * @return the view
   */
  public static RequestView of(
      String method,
      String route,
      String target,
      Function<String, @Nullable List<String>> headers,
      byte[] body) {
    List<String> keys = headers.apply(KEY_HEADER);
    List<String> types = headers.apply("Content-Type");
    return new RequestView(
        method,
        route,
        target,
        keys == null ? List.of() : keys,
        types == null || types.isEmpty() ? "" : types.get(0),
        body);
  }

  /** The media type in lower case, without parameters. */
  String mediaType() {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  /** {@return method and route; keys and bodies are not for the log} */
  @Override
  public String toString() {
    return "RequestView[" + method + " " + route + "]";
  }
}
