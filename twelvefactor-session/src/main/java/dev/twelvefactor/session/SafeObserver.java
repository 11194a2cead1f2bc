// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionObserver.Event;
import dev.twelvefactor.session.SessionObserver.Operation;
import dev.twelvefactor.session.SessionObserver.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an observer what was done; one that throws harms nobody and is reported once. */
final class SafeObserver {

  private static final Logger log = LoggerFactory.getLogger(SessionObserver.class);

  private final SessionObserver observer;
  private final AtomicBoolean reported = new AtomicBoolean();

  SafeObserver(SessionObserver observer) {
    this.observer = observer;
  }

  /** Tells of a call that has answered a value or failed; wrong arguments are nobody's event. */
  void tell(
      Operation operation, @Nullable Object value, @Nullable Throwable failure, long startNanos) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null) {
      tell(operation, result(value), startNanos);
    } else if (cause instanceof SessionStoreException) {
      tell(operation, isLimit(cause) ? Result.REFUSED : Result.FAILED, startNanos);
    }
  }

  private static boolean isLimit(Throwable cause) {
    return cause instanceof SessionTooLargeException
        || cause instanceof SessionStore.TooManySessionsException;
  }

  private static Result result(@Nullable Object value) {
    if (value instanceof Optional<?> found) {
      boolean standIn = found.isPresent() && found.get() instanceof Session s && s.isStandIn();
      return standIn ? Result.STAND_IN : found.isPresent() ? Result.DONE : Result.GONE;
    }
    return Boolean.FALSE.equals(value) ? Result.GONE : Result.DONE;
  }

  private void tell(Operation operation, Result result, long startNanos) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    try {
      observer.observed(new Event(operation, result, elapsed));
    } catch (Throwable e) {
      if (!reported.getAndSet(true)) {
        log.warn("a session observer throws; it is called on, and not reported again", e);
      }
    }
  }
}
