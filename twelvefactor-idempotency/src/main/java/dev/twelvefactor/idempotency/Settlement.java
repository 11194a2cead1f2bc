// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import dev.twelvefactor.idempotency.IdempotencyObserver.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends one run. After its effect nothing may turn a success into a failure, so what the store cannot
 * do at once goes on in the background, under the lease that is renewed until then.
 */
final class Settlement {

  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  private final Engine engine;
  private final CallEvents events;
  private final OperationOptions<?> options;
  private final OwnedRecord owned;

  Settlement(Engine engine, CallEvents events, OperationOptions<?> options, OwnedRecord owned) {
    this.engine = engine;
    this.events = events;
    this.options = options;
    this.owned = owned;
  }

  /** {@return what the store says, or empty if it goes on in the background} */
  Optional<Completion> complete(boolean failed, Result result) {
    CompletionRequest request =
        new CompletionRequest(failed, result, owned.fingerprint(), options.retention);
    long end = System.nanoTime() + engine.patience().toNanos();
    boolean interrupted = Thread.interrupted();
    owned.lease().settling();
    try {
      Completion completion = Persistence.untilDone(() -> send(request), end);
      owned.lease().stop();
      owned.settle();
      tell(completion);
      return Optional.of(completion);
    } catch (RuntimeException e) {
      // Of whatever kind: the effect has happened, and the caller must hear so.
      delay(request, e);
      return Optional.empty();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Completion send(CompletionRequest request) {
    return engine.store().complete(owned.key(), owned.ownership(), request);
  }

  private void tell(Completion completion) {
    if (completion instanceof Completion.Superseded) {
      events.tell(Kind.SUPERSEDED);
    } else if (completion instanceof Completion.Stale) {
      owned.lease().lose();
    } else if (completion instanceof Completion.Stored stored && stored.restored()) {
      events.tell(Kind.RESTORED);
    }
  }

  private void delay(CompletionRequest request, RuntimeException failure) {
    events.tell(Kind.COMPLETION_DELAYED);
    log.debug("a result of operation {} is not stored yet", options.name, failure);
    engine
        .background()
        .untilDone(() -> isCompleted(request), options.maxDuration, () -> lost(failure));
    owned.settle();
  }

  private boolean isCompleted(CompletionRequest request) {
    try {
      tell(send(request));
      owned.lease().stop();
      return true;
    } catch (IllegalStateException closed) {
      lost(closed);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void lost(RuntimeException failure) {
    owned.lease().stop();
    events.tell(Kind.COMPLETION_LOST);
    log.warn(
        "a result of operation {} could not be stored; its next caller finds it unknown, or runs"
            + " it again if it says so",
        options.name,
        failure);
  }

  /** Ends the run without a result; an outage does not keep the caller waiting. */
  void release(ReleaseMode mode) {
    owned.lease().stop();
    ReleaseRequest request = new ReleaseRequest(mode, owned.fingerprint(), options.retention);
    boolean interrupted = Thread.interrupted();
    try {
      if (!isReleased(request)) {
        engine
            .background()
            .untilDone(() -> isReleased(request), options.maxDuration, /* givenUp= */ () -> {});
      }
      owned.settle();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isReleased(ReleaseRequest request) {
    try {
      engine.store().release(owned.key(), owned.ownership(), request);
      return true;
    } catch (IllegalStateException closed) {
      return true;
    } catch (RuntimeException e) {
      events.tell(Kind.STORE_ERROR);
      return false;
    }
  }

  /** Ends a run whose task threw what is no result. */
  void failed(Throwable thrown) {
    boolean harmless = !owned.mayHaveBegun()
        || options.retryable.stream().anyMatch(type -> type.isInstance(thrown));
    if (!harmless) {
      events.tell(Kind.UNKNOWN);
    }
    release(harmless ? ReleaseMode.RETRY : ReleaseMode.UNKNOWN);
  }
}
