// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static dev.twelvefactor.session.Waiting.await;
import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;

import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Gone;
import dev.twelvefactor.session.SessionBackend.Head;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Reads, changes and compare-and-sets a session until nobody else was faster. */
record UpdateLoop(SessionEngine engine, SessionToken token, UnaryOperator<Session> change) {

  private static final int MAX_TRIES = 64;

  /** Waits for each step, so that the change is made on the caller's thread. */
  Optional<Session> run() {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Session> current = await(engine.find(token), false);
      if (current.isEmpty()) {
        return current;
      }
      Session changed = changed(current.get());
      if (!changed.isChanged()) {
        return Optional.of(changed);
      }
      Answer<Head> answer = await(engine.compareAndSet(changed, nonce()), true);
      if (isSettled(answer)) {
        return stored(changed, answer);
      }
      LockSupport.parkNanos(Pause.nanos(tries));
    }
    throw gaveUp();
  }

  /** Makes the change on threads of the executor. */
  CompletionStage<Optional<Session>> run(Executor executor) {
    return run(executor, 0);
  }

  private CompletionStage<Optional<Session>> run(Executor executor, int tries) {
    if (tries == MAX_TRIES) {
      return failedStage(gaveUp());
    }
    return engine
        .find(token)
        .thenComposeAsync(
            current ->
                current.isEmpty() ? completedStage(current) : store(current.get(), executor, tries),
            executor);
  }

  private CompletionStage<Optional<Session>> store(Session current, Executor executor, int tries) {
    Session changed = changed(current);
    if (!changed.isChanged()) {
      return completedStage(Optional.of(changed));
    }
    return engine
        .compareAndSet(changed, nonce())
        .thenCompose(answer -> isSettled(answer)
            ? completedStage(stored(changed, answer))
            : Pause.before(tries, () -> run(executor, tries + 1)));
  }

  /** If not, others were faster, or have renewed the session. */
  private static boolean isSettled(Answer<Head> answer) {
    return answer instanceof Found<Head> || answer instanceof Gone<Head>;
  }

  private static Optional<Session> stored(Session changed, Answer<Head> answer) {
    return answer instanceof Found<Head> found
        ? Optional.of(changed.saved(found.value()))
        : Optional.empty();
  }

  private static SessionStoreException gaveUp() {
    return new SessionStoreException(
        "update gave up: others changed the session " + MAX_TRIES + " times in a row", false, null);
  }

  private Session changed(Session current) {
    Session changed = Objects.requireNonNull(change.apply(current), "change answered null");
    if (!changed.token().equals(current.token()) || changed.version() != current.version()) {
      throw new IllegalArgumentException(
          ("update of session %s answered a session it was not given (expected: a copy made by"
                  + " with or without)")
              .formatted(current.handle()));
    }
    return changed;
  }

  /** Nine random bytes: unique among the changes of one session, not a secret. */
  private static String nonce() {
    byte[] bytes = new byte[9];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
