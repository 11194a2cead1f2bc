// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What holds however many requests use a session at once. */
interface ConcurrencyPromises extends StoreUnderTest {

  @Test
  default void save_fiftyThreadsEachAnotherAttribute_allSurvive() throws Exception {
    List<SessionStore> stores = List.of(open(), open());
    SessionToken token = stores.get(0).create(NewSession.anonymous()).token();

    Threads.each(50, thread -> {
      SessionStore sessions = stores.get(thread % 2);
      Session session = sessions.find(token).orElseThrow();
      return sessions.save(session.with(number(thread), thread)).orElseThrow();
    });

    Session found = stores.get(0).find(token).orElseThrow();
    for (int thread = 0; thread < 50; thread++) {
      assertThat(found.find(number(thread))).contains(thread);
    }
  }

  private static SessionKey<Integer> number(int thread) {
    return SessionKey.of("number-" + thread, Integer.class);
  }

  @Test
  default void update_sixteenThreadsCount_noIncrementIsLost() throws Exception {
    List<SessionStore> stores = List.of(open(), open());
    SessionToken token =
        stores.get(0).create(NewSession.anonymous().with(COUNT, 0)).token();

    Threads.each(16, thread -> {
      SessionStore sessions = stores.get(thread % 2);
      for (int i = 0; i < 200; i++) {
        assertThat(sessions.update(token, s -> s.with(COUNT, s.get(COUNT) + 1))).isPresent();
      }
      return thread;
    });

    assertThat(stores.get(0).find(token).orElseThrow().get(COUNT)).isEqualTo(3200);
  }

  @Test
  default void renew_sixteenThreadsAtOnce_allGetTheSameToken() throws Exception {
    List<SessionStore> stores = List.of(open(), open());
    Session created = stores.get(0).create(NewSession.forSubject("ada").with(NAME, "Ada"));
    Session snapshot = stores.get(1).find(created.token()).orElseThrow();

    List<SessionToken> tokens = Threads.each(
        16,
        thread -> thread % 2 == 0
            ? stores.get(0).renew(created).orElseThrow().token()
            : stores.get(1).renew(snapshot).orElseThrow().token());

    Set<SessionToken> distinct = new HashSet<>(tokens);
    assertThat(distinct).hasSize(1).doesNotContain(created.token());
    assertThat(stores.get(0).find(tokens.get(0)).orElseThrow().get(NAME)).isEqualTo("Ada");
  }

  @Test
  default void delete_sixteenThreadsAtOnce_oneIsToldThatItDid() throws Exception {
    SessionStore sessions = open();
    Session created = sessions.create(NewSession.forSubject("ada"));

    List<Boolean> deleted = Threads.each(16, thread -> sessions.delete(created));

    assertThat(deleted).containsOnlyOnce(true);
  }

  /** 20 sessions, each used by ten threads, of which one deletes it at some time. */
  @Test
  default void delete_amongTwoHundredThreads_isNeverUndone() throws Exception {
    List<SessionStore> stores = List.of(
        open(options().touchInterval(Duration.ofMillis(1))),
        open(options().touchInterval(Duration.ofMillis(1))));
    List<Session> created = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      created.add(stores.get(0).create(NewSession.anonymous().with(COUNT, 0)));
    }
    long seed = ThreadLocalRandom.current().nextLong();

    List<List<SessionToken>> tokens = Threads.each(200, thread -> {
      SessionStore sessions = stores.get(thread % 2);
      SessionToken token = created.get(thread / 10).token();
      return useAndDelete(sessions, token, thread % 10 == 0, new Random(seed + thread));
    });

    for (SessionToken token : tokens.stream().flatMap(List::stream).toList()) {
      assertThat(stores.get(0).find(token)).as("seed %d", seed).isEmpty();
    }
  }

  /** Does ten random things with a session, and answers the tokens that it was seen under. */
  private static List<SessionToken> useAndDelete(
      SessionStore sessions, SessionToken token, boolean deletes, Random random) {
    List<SessionToken> tokens = new ArrayList<>(List.of(token));
    int deleteAt = random.nextInt(10);
    // At most once: a token does not lead through any number of renewals within one grace.
    int renewAt = random.nextInt(20);
    for (int i = 0; i < 10; i++) {
      if (deletes && i == deleteAt) {
        sessions.delete(token);
        assertThat(sessions.find(token)).isEmpty();
      }
      int action = i == renewAt ? 0 : 1 + random.nextInt(4);
      sessions.find(token).ifPresent(session -> {
        tokens.add(session.token());
        use(sessions, session, action).ifPresent(after -> tokens.add(after.token()));
      });
    }
    return tokens;
  }

  private static Optional<Session> use(SessionStore sessions, Session session, int action) {
    return switch (action) {
      case 0 -> sessions.renew(session);
      case 1 -> sessions.update(session.token(), s -> s.with(COUNT, s.get(COUNT) + 1));
      default -> sessions.save(session.with(NAME, "Ada"));
    };
  }
}
