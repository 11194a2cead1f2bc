// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.testkit.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Does with sessions what comes to its mind; also a process that does so until it is killed. */
final class SessionUser {

  static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  static final SessionKey<String> NAME = SessionKey.of("name", String.class);
  static final String WORKING = "working";

  private static final int MAX_SESSIONS = 20;

  private final SessionStore sessions;
  private final Random random;
  private final List<Session> known = new ArrayList<>();

  SessionUser(SessionStore sessions, Random random) {
    this.sessions = sessions;
    this.random = random;
  }

  /** Takes one step; it succeeds whatever has become of the sessions meanwhile. */
  void step() {
    if (known.isEmpty() || random.nextInt(4) == 0) {
      known.add(create());
      return;
    }
    Session session = known.get(random.nextInt(known.size()));
    SessionToken token = session.token();
    switch (random.nextInt(12)) {
      case 0 -> remember(sessions.find(token));
      case 1 -> remember(sessions.find(token, NAME));
      case 2 -> remember(sessions.save(session.with(NAME, "Ada").without(COUNT)));
      case 3 -> remember(sessions.update(token, s -> s.with(COUNT, random.nextInt())));
      case 4 -> remember(Optional.of(sessions.login(session, subject())));
      case 5, 6 -> remember(sessions.renew(session));
      case 7 -> sessions.delete(session);
      case 8 -> sessions.subject(subject()).list(NAME);
      case 9 -> sessions.subject(subject()).revoke(session.handle());
      case 10 -> revokeSome();
      default -> sessions.delete(token);
    }
  }

  private Session create() {
    NewSession wanted =
        random.nextBoolean() ? NewSession.anonymous() : NewSession.forSubject(subject());
    return sessions.create(wanted
        .with(COUNT, 0)
        .idle(Duration.ofSeconds(1 + random.nextInt(100)))
        .absolute(Duration.ofSeconds(1 + random.nextInt(100))));
  }

  private void revokeSome() {
    String subject = subject();
    Optional<Session> one = known.stream()
        .filter(session -> session.subject().equals(Optional.of(subject)))
        .findAny();
    if (one.isPresent() && random.nextBoolean()) {
      sessions.subject(subject).revokeOthers(one.get());
    } else if (random.nextInt(4) == 0) {
      sessions.subject(subject).revokeAll();
    }
  }

  private String subject() {
    return List.of("ada", "bob", "eve").get(random.nextInt(3));
  }

  private void remember(Optional<Session> session) {
    session.ifPresent(known::add);
    if (known.size() > MAX_SESSIONS) {
      known.remove(0);
    }
  }

  /** A process that is such a user; it prints {@link #WORKING} after each hundred steps. */
  static ChildJvm process(String url, String namespace) {
    return ModularChild.of(SessionUser.class, url, namespace).start();
  }

  public static void main(String[] arguments) {
    SessionStore sessions = RedisSessionStore.builder(arguments[0])
        .namespace(arguments[1])
        .timeout(Duration.ofSeconds(10))
        .build();
    SessionUser user = new SessionUser(sessions, new Random());
    while (true) {
      for (int i = 0; i < 100; i++) {
        user.step();
      }
      System.out.println(WORKING);
    }
  }
}
