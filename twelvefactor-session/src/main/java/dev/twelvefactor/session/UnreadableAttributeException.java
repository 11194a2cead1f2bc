// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a stored attribute cannot be read as the type of its key, as may happen while two
 * releases of a service run side by side.
 *
 * <p>The session and its other attributes are not affected, and the stored value stays. {@link
 * SessionKey#emptyIfUnreadable()} makes such a value count as absent instead.
 *
 * @since 0.1.0
 */
public final class UnreadableAttributeException extends SessionStoreException {

  @Serial
  private static final long serialVersionUID = 1;

  UnreadableAttributeException(String message, @Nullable Throwable cause) {
    super(message, false, cause);
  }
}
