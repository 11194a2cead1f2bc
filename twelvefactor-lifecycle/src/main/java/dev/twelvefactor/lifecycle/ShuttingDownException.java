// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * Work was refused because the service is shutting down; another instance will take it.
 *
 * @since 0.1.0
 */
public final class ShuttingDownException extends RejectedExecutionException {

  @Serial
  private static final long serialVersionUID = 1L;

  /** What {@link #retryAfter()} answers. */
  private final Duration retryAfter;

  ShuttingDownException(WorkKind kind, String label, Duration retryAfter) {
    super(
        kind + " \"" + label + "\" is refused: the service is shutting down; try another instance");
    this.retryAfter = retryAfter;
  }

  /** {@return how long a client should wait before it tries again; 1 second} */
  public Duration retryAfter() {
    return retryAfter;
  }
}
