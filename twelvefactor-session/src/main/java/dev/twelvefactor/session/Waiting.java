// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Makes a blocking call of an asynchronous one. */
final class Waiting {

  private Waiting() {}

  /** The result of a stage, which may change something, or its failure with the caller's stack. */
  static <T> T await(CompletionStage<T> stage, boolean write) {
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionStoreException("interrupted while waiting for the server", write, e);
    } catch (ExecutionException e) {
      throw failure(e.getCause(), write);
    }
  }

  /** The same with the caller's stack, as the first one has that of a thread of the driver. */
  private static RuntimeException failure(@Nullable Throwable cause, boolean write) {
    if (cause instanceof SessionStore.TooManySessionsException e) {
      return new SessionStore.TooManySessionsException(e.max(), null);
    }
    if (cause instanceof SessionStoreException e) {
      return new SessionStoreException(
          String.valueOf(e.getMessage()), e.maybeApplied(), e.getCause());
    }
    return new SessionStoreException("unexpected failure of the back end", write, cause);
  }
}
