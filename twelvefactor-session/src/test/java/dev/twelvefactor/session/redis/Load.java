// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.session.SessionToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Users who count in their sessions all the time, and keep a book of what they were answered. */
final class Load implements AutoCloseable {

  static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);

  private static final int RANDOM_USERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SessionStore sessions;
  private final List<User> users;
  private volatile boolean stopped;

  private Load(SessionStore sessions, Session... first) {
    this.sessions = sessions;
    Stream<Session> others = IntStream.range(0, RANDOM_USERS)
        .mapToObj(i -> sessions.create(NewSession.anonymous().with(COUNT, 0)));
    this.users = Stream.concat(Stream.of(first), others)
        .map(session -> new User(session.token()))
        .toList();
    users.forEach(user -> user.thread.start());
  }

  /** Starts users of these sessions, whose count is 0, and of some others. */
  static Load on(SessionStore sessions, Session... first) {
    return new Load(sessions, first);
  }

  /** Waits until each user has been answered so many times more. */
  void awaitMore(int answers) {
    List<Integer> before = users.stream().map(user -> user.answered.get()).toList();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> IntStream.range(0, users.size())
            .allMatch(i -> users.get(i).answered.get() >= before.get(i) + answers));
  }

  int failed() {
    return users.stream().mapToInt(user -> user.failed.get()).sum();
  }

  /** What the first user has been answered so far. */
  int answeredToTheFirst() {
    return users.get(0).answered.get();
  }

  /** Each count is what was answered, and at most what was in doubt more. */
  void assertNothingLost() {
    stop();
    assertThat(users)
        .allSatisfy(user -> assertThat(count(user))
            .isBetween(user.answered.get(), user.answered.get() + user.doubtful.get()));
  }

  private int count(User user) {
    return sessions.find(user.token).orElseThrow().get(COUNT);
  }

  private void stop() {
    stopped = true;
    for (User user : users) {
      try {
        user.thread.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
  }

  private final class User {

    private final SessionToken token;
    private final Thread thread = new Thread(this::count, "load");
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger doubtful = new AtomicInteger();

    User(SessionToken token) {
      this.token = token;
    }

    private void count() {
      while (!stopped) {
        try {
          Session unused =
              sessions.update(token, s -> s.with(COUNT, s.get(COUNT) + 1)).orElseThrow();
          answered.incrementAndGet();
        } catch (SessionStoreException e) {
          failed.incrementAndGet();
          if (e.maybeApplied()) {
            doubtful.incrementAndGet();
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
