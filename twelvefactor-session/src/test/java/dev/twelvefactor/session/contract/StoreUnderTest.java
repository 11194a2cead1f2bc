// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder;
import dev.twelvefactor.session.SessionToken;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** What the parts of the contract do with the store under test. */
interface StoreUnderTest {

  private SessionStoreContract contract() {
    return (SessionStoreContract) this;
  }

  /** Options for a store, for {@link #open(SessionStoreBuilder)}. */
  default SessionStoreBuilder<?> options() {
    return contract().builder();
  }

  /** A store with the default options. */
  default SessionStore open() {
    return open(options());
  }

  /** A store that is closed after the test. All of one test share their sessions. */
  default SessionStore open(SessionStoreBuilder<?> options) {
    return contract().opened(options.build());
  }

  /** Lets time pass, and a little more, so that what is due then has happened. */
  default void pass(Duration time) {
    contract().passTime(time.plusMillis(5));
  }

  /** A well-formed token that no store has made. */
  static SessionToken unknownToken() {
    byte[] bytes = new byte[32];
    ThreadLocalRandom.current().nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return SessionToken.parse(text).orElseThrow();
  }
}
