// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.time.Instant.EPOCH;
import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;

import dev.twelvefactor.session.SessionBackend.Stored;
import dev.twelvefactor.session.SessionStoreBuilder.Outage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered for a session that cannot be read. */
final class OutagePolicy {

  private static final Logger log = LoggerFactory.getLogger(SessionStore.class);

  /** No session that was read has version 0. */
  private static final Stored UNREAD =
      new Stored(0, EPOCH, EPOCH, EPOCH, EPOCH, Duration.ZERO, null, "", Map.of());

  private final SessionEngine engine;
  private final boolean anonymous;

  /** So that an outage is two lines in the log, whatever the traffic. */
  private final AtomicBoolean out = new AtomicBoolean();

  OutagePolicy(SessionEngine engine, Outage outage) {
    this.engine = engine;
    this.anonymous = outage == Outage.ANONYMOUS;
  }

  CompletionStage<Optional<Session>> apply(
      SessionToken token, CompletionStage<Optional<Session>> found) {
    return anonymous
        ? found
            .handle((session, failure) -> answer(token, session, failure))
            .thenCompose(Function.identity())
        : found;
  }

  private CompletionStage<Optional<Session>> answer(
      SessionToken token, Optional<Session> found, @Nullable Throwable failure) {
    if (failure == null) {
      if (out.get() && out.getAndSet(false)) {
        log.info("sessions can be read again");
      }
      return completedStage(found);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof SessionStoreException)) {
      return failedStage(failure);
    }
    if (!out.getAndSet(true)) {
      log.warn("sessions cannot be read; requests are anonymous until they can", cause);
    }
    return completedStage(Optional.of(new Session(engine.format(), token, UNREAD, false, null)));
  }
}
