// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionObserver.Operation;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps sessions alive that are read: at most one write per session and touch interval, and nobody
 * waits for it.
 */
final class Toucher {

  private static final Logger log = LoggerFactory.getLogger(SessionStore.class);

  private final SessionBackend backend;
  private final @Nullable Duration interval;
  private final Calls calls;

  /** The sessions whose touch is under way; many requests of one page load come at once. */
  private final Set<SessionHandle> underWay = ConcurrentHashMap.newKeySet();

  Toucher(SessionBackend backend, @Nullable Duration interval, Calls calls) {
    this.backend = backend;
    this.interval = interval;
    this.calls = calls;
  }

  void touchIfDue(Session session) {
    Duration idle = session.stored().idle();
    Duration touchInterval = SessionStoreBuilder.touchInterval(interval, idle);
    if (!due(session, touchInterval) || !underWay.add(session.handle())) {
      return;
    }
    Address address = new Address(session.token().bucket(), session.handle(), null);
    calls
        .accompany(Operation.TOUCH, () -> backend.touch(address, touchInterval))
        .whenComplete((done, failure) -> touched(session.handle(), failure));
  }

  /** Due once the deadline could move by the interval; never if it is the absolute one already. */
  private boolean due(Session session, Duration touchInterval) {
    if (!session.expiresAt().isBefore(session.absoluteDeadline())) {
      return false;
    }
    Duration left = Duration.between(backend.now(), session.expiresAt());
    Duration untouched = session.stored().idle().minus(left);
    return untouched.compareTo(touchInterval) >= 0;
  }

  private void touched(SessionHandle handle, @Nullable Throwable failure) {
    underWay.remove(handle);
    if (failure != null) {
      // The next request tries again, and tells its caller if the server is unreachable.
      log.debug("touch of session {} failed", handle, failure);
    }
  }
}
