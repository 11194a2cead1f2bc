// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage.s3;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * A request that whoever has it may send, until it expires.
 *
 * @param method such as {@code GET}
 * @param uri where to, with the signature; a secret as long as it is valid
 * @param headers what must be sent as it stands here; browsers set {@code Content-Length} themselves
 * @param expiresAt from when on the server refuses it
 * @since 0.1.0
 */
public record PresignedRequest(
    String method, URI uri, Map<String, String> headers, Instant expiresAt) {

  /**
   * Copies the headers.
   *
   * @param method such as {@code GET}
   * @param uri where to, with the signature
   * @param headers what must be sent
   * @param expiresAt from when on the server refuses it
   */
  public PresignedRequest {
    headers = Map.copyOf(headers);
  }

  /** {@return the method, the address without the signature, and the expiry} */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath()
        + "?(signed), until " + expiresAt;
  }
}
