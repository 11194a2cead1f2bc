// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when there is no object under a key.
 *
 * <p>The usual answer to a client is a 404.
 *
 * @since 0.1.0
 */
public final class ObjectNotFoundException extends ObjectStorageException {

  @Serial
  private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param message what was asked for, and how to mend it
   * @param cause what the driver said, or null
   */
  public ObjectNotFoundException(String message, @Nullable Throwable cause) {
    super(Reason.NOT_FOUND, message, /* maybeApplied= */ false, cause);
  }
}
