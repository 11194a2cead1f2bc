// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;

/**
 * What every session store promises. Extend it to hold a store to it:
 *
 * <pre>{@code
 * class MySessionStoreContractTest extends SessionStoreContract {
 *
 *   private final MyServer server = MyServer.withoutSessions();
 *
 *   protected SessionStoreBuilder<?> builder() {
 *     return MySessionStore.builder(server);
 *   }
 *
 *   protected void passTime(Duration time) {
 *     server.passTime(time);
 *   }
 * }
 * }</pre>
 *
 * <p>JUnit makes an instance for each test, which closes the stores that it opened. A test takes at
 * most a few seconds of the server's time; where one must not take longer than a session lives, it
 * has 900 ms to spare.
 *
 * @since 0.1.0
 */
public abstract class SessionStoreContract
    implements CreatePromises,
        FindPromises,
        SavePromises,
        UpdatePromises,
        LoginPromises,
        RenewPromises,
        DeletePromises,
        AttributePromises,
        LifetimePromises,
        LimitPromises,
        ConcurrencyPromises,
        SubjectPromises,
        MaximumPromises,
        AsyncPromises,
        ObserverPromises,
        ClosePromises {

  private final Deque<SessionStore> opened = new ArrayDeque<>();

  /** For subclasses. */
  protected SessionStoreContract() {}

  /**
   * Makes a builder of stores. The stores of one test share their sessions, as those of several
   * processes do.
   *
   * @return a new builder, whose common options are the defaults
   */
  protected abstract SessionStoreBuilder<?> builder();

  /**
   * Lets time pass for the server.
   *
   * @param time how much at least; for tests that keep a session alive, 900 ms more is too much
   */
  protected abstract void passTime(Duration time);

  SessionStore opened(SessionStore store) {
    opened.push(store);
    return store;
  }

  /** Closes the stores that the test opened. */
  @AfterEach
  protected void closeStores() {
    opened.forEach(SessionStore::close);
  }
}
