// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a session store cannot do what it was asked: the server is unreachable, too slow, or
 * refuses.
 *
 * <p>It never means that a session is absent. The usual answer to a client is a 503 that leaves the
 * cookie alone. The message holds no token and no attribute value.
 *
 * @since 0.1.0
 */
public class SessionStoreException extends RuntimeException {

  @Serial
  private static final long serialVersionUID = 1;

  /** Whether the effect may have happened. */
  private final boolean maybeApplied;

  /**
   * Makes an exception.
   *
   * @param message what could not be done, and how to mend it
   * @param maybeApplied whether the effect may have happened nevertheless
   * @param cause what the driver said, or null
   */
  public SessionStoreException(String message, boolean maybeApplied, @Nullable Throwable cause) {
    super(message, cause);
    this.maybeApplied = maybeApplied;
  }

  /**
   * {@return whether the effect may have happened: true if a write was sent and its answer never
   * came, false if nothing was changed}
   */
  public boolean maybeApplied() {
    return maybeApplied;
  }
}
