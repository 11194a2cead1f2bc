// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionBackend.Draft;
import dev.twelvefactor.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is particular to memory; the contract has the rest. */
class InMemorySessionStoreTest {

  private final SettableClock clock = SettableClock.create();

  @Test
  void builder_clock_isTheOneThatSessionsExpireBy() {
    SessionStore sessions =
        InMemorySessionStore.builder().clock(clock).idle(Duration.ofMinutes(1)).build();
    Session session = sessions.create(NewSession.anonymous());

    clock.advance(Duration.ofMinutes(1).minusMillis(1));
    boolean before = sessions.find(session.token()).isPresent();
    clock.advance(Duration.ofMinutes(2));

    assertThat(session.createdAt()).isEqualTo("2030-01-01T00:00:00Z");
    assertThat(before).isTrue();
    assertThat(sessions.find(session.token())).isEmpty();
  }

  @Test
  void create_ownSystemClock_isUsedByDefault() {
    try (SessionStore sessions = InMemorySessionStore.create()) {
      Session session = sessions.create(NewSession.anonymous());

      assertThat(sessions.find(session.token())).isPresent();
    }
  }

  /** An address is taken until what was there is gone, which shows when expired sessions go. */
  @Test
  void create_manySessionsThatExpire_doNotStayInMemory() {
    InMemoryBackend backend = new InMemoryBackend(clock);
    Address first = address();
    backend.create(first, draft(), null);
    clock.advance(Duration.ofMinutes(1));
    assertThatThrownBy(() -> backend.create(first, draft(), null))
        .isInstanceOf(SessionStoreException.class)
        .hasMessageContaining("exists already: the random source repeats itself");

    for (int i = 0; i < 1024; i++) {
      backend.create(address(), draft(), null);
    }

    assertThat(backend.create(first, draft(), null)).isCompleted();
  }

  @Test
  void create_sweep_leavesWhatLives() {
    SessionStore sessions = InMemorySessionStore.builder().clock(clock).build();
    Session living = sessions.create(NewSession.anonymous());
    Session renewed = sessions.renew(living).orElseThrow();

    for (int i = 0; i < 5000; i++) {
      sessions.create(NewSession.anonymous().idle(Duration.ofMillis(1)));
      clock.advance(Duration.ofMillis(1));
    }

    assertThat(sessions.find(living.token())).isPresent();
    assertThat(sessions.find(renewed.token())).isPresent();
  }

  /** The subjects of expired sessions are forgotten with them, or they would stay for ever. */
  @Test
  void create_manySubjectsWhoseSessionsExpire_doNotStayInMemory() {
    InMemoryIndexes indexes = new InMemoryIndexes();
    Instant deadline = clock.instant().plusSeconds(1);
    for (int i = 0; i < 100; i++) {
      indexes.add("subject " + i, SessionToken.random().handle(), deadline.plusMillis(i % 2));
    }

    indexes.sweep(deadline);
    assertThat(indexes.size()).isEqualTo(50);

    indexes.sweep(deadline.plusMillis(1));
    assertThat(indexes.size()).isZero();
  }

  private static Address address() {
    SessionToken token = SessionToken.random();
    return new Address(token.bucket(), token.handle(), null);
  }

  private static Draft draft() {
    return new Draft(null, Duration.ofSeconds(1), Duration.ofHours(1), "json", Map.of());
  }
}
