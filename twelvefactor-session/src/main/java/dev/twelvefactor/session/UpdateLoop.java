// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Gone;
import dev.twelvefactor.session.SessionBackend.Head;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Reads, changes and compare-and-sets a session until nobody else was faster. */
record UpdateLoop(BackedSessionStore store, SessionToken token, UnaryOperator<Session> change) {

  private static final int MAX_TRIES = 64;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  Optional<Session> run() {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<Session> current = store.find(token);
      if (current.isEmpty()) {
        return current;
      }
      Session changed = changed(current.get());
      if (!changed.isChanged()) {
        return Optional.of(changed);
      }
      Answer<Head> answer = store.compareAndSet(changed, nonce());
      if (answer instanceof Found<Head> found) {
        return Optional.of(changed.saved(found.value()));
      }
      if (answer instanceof Gone<Head>) {
        return Optional.empty();
      }
      pause(tries);
    }
    throw new SessionStoreException(
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

  /** A random time keeps those who collided from colliding again. */
  private static void pause(int tries) {
    long bound = Math.min(FIRST_PAUSE_NANOS << Math.min(tries, 10), LONGEST_PAUSE_NANOS);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
  }
}
