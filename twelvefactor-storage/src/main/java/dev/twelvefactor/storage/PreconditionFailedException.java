// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a condition does not hold: the object is there already, or is another one.
 *
 * <p>Nothing was changed. The usual answer to a client is a 409 or 412, or a new try on what is there
 * now.
 *
 * @since 0.1.0
 */
public final class PreconditionFailedException extends ObjectStorageException {

  @Serial
  private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param message what was asked for, and how to mend it
   * @param cause what the driver said, or null
   */
  public PreconditionFailedException(String message, @Nullable Throwable cause) {
    super(Reason.PRECONDITION_FAILED, message, /* maybeApplied= */ false, cause);
  }
}
