// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.storage;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a change was sent, its answer was lost, and what is there now does not tell.
 *
 * <p>It may be that the change happened and somebody replaced it, that it did not happen, or that the
 * server still works on it. An unconditional change may be repeated; before a conditional one, look.
 *
 * @since 0.1.0
 */
public final class UnknownOutcomeException extends ObjectStorageException {

  @Serial
  private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param message what was asked for, and how to mend it
   * @param cause what the driver said, or null
   */
  public UnknownOutcomeException(String message, @Nullable Throwable cause) {
    super(Reason.UNKNOWN_OUTCOME, message, /* maybeApplied= */ true, cause);
  }
}
