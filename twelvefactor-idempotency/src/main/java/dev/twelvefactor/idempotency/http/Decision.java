// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import dev.twelvefactor.idempotency.IdempotencyKey;
import java.util.Optional;

/**
 * What to do with a request.
 *
 * @since 0.1.0
 */
public sealed interface Decision {

  /**
   * Run it.
   *
   * @param key under which key; empty if it needs none, so that it is run as it comes
   * @since 0.1.0
   */
  record Proceed(Optional<IdempotencyKey> key) implements Decision {}

  /**
   * Send a response that is stored.
   *
   * @param response the response, marked as replayed if another request was the one that was run
   * @since 0.1.0
   */
  record Replay(StoredResponse response) implements Decision {}

  /**
   * Send a refusal.
   *
   * @param response what to send, as {@code application/problem+json}
   * @since 0.1.0
   */
  record Reject(StoredResponse response) implements Decision {}
}
