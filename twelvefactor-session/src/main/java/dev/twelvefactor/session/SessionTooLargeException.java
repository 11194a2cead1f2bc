// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.io.Serial;

/**
 * Thrown before anything is sent when a session would exceed a limit of its store.
 *
 * <p>The usual answer to a client is a 413 or 422. The limits are {@link
 * SessionStoreBuilder#maxAttributeBytes}, {@link SessionStoreBuilder#maxSessionBytes} and {@link
 * SessionStoreBuilder#maxAttributes}.
 *
 * @since 0.1.0
 */
public final class SessionTooLargeException extends SessionStoreException {

  @Serial
  private static final long serialVersionUID = 1;

  SessionTooLargeException(String message) {
    super(message, false, null);
  }
}
