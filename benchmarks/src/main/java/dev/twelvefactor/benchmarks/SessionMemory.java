// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.redis.RedisSessionStore;
import dev.twelvefactor.testkit.RedisProcess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how much of Redis's memory a session takes: of a user each, with four attributes of 40
 * characters. Prints a table.
 */
public final class SessionMemory {

  private static final int SESSIONS = 5_000;
  private static final int ATTRIBUTES = 4;
  private static final String TEXT = "x".repeat(40);
  private static final Pattern USED = Pattern.compile("(?m)^used_memory:(\\d+)");

  private SessionMemory() {}

  /** Creates one session. */
  private interface Creator {
    void create(String user);
  }

  public static void main(String[] arguments) {
    try (RedisProcess redis = RedisProcess.start();
        SessionStore ours = RedisSessionStore.connect(redis.url());
        SpringSessions<?> standard = SpringSessions.standard(redis.url(), TEXT);
        SpringSessions<?> indexed = SpringSessions.indexed(redis.url(), TEXT)) {
      double mine = bytes(redis, user -> create(ours, user));
      System.out.println("| who | bytes a session | ours divided by it |\n| --- | --- | --- |");
      print("Ours, with the index of the user", mine, mine);
      print("SpringDefault", mine, bytes(redis, user -> standard.create(user, ATTRIBUTES, TEXT)));
      print("SpringIndexed", mine, bytes(redis, user -> indexed.create(user, ATTRIBUTES, TEXT)));
    }
  }

  private static void create(SessionStore sessions, String user) {
    NewSession session = NewSession.forSubject(user);
    for (int i = 0; i < ATTRIBUTES; i++) {
      session = session.with(SessionKey.of("attribute" + i, String.class), TEXT);
    }
    sessions.create(session);
  }

  private static double bytes(RedisProcess redis, Creator creator) {
    redis.command("FLUSHALL");
    creator.create("warm-up");
    long before = used(redis);
    for (int i = 0; i < SESSIONS; i++) {
      creator.create("user-" + i);
    }
    return (used(redis) - before) / (double) SESSIONS;
  }

  private static long used(RedisProcess redis) {
    Matcher used = USED.matcher(redis.info("memory"));
    if (!used.find()) {
      throw new IllegalStateException("INFO memory does not say what is used");
    }
    return Long.parseLong(used.group(1));
  }

  private static void print(String who, double mine, double bytes) {
    System.out.printf("| %s | %.0f | %.2f |%n", who, bytes, mine / bytes);
  }
}
