// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreException;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.redis.RedisSessionStore;
import dev.twelvefactor.testkit.RedisProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what an outage of Redis costs: how soon a call to a dead server fails, how much longer
 * than the time limit one to a frozen server takes, and how soon after its return a server serves.
 * In each round the server is killed for a second and frozen for one call.
 */
public final class SessionOutage {

  private static final Duration TIMEOUT = Duration.ofMillis(250);
  private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 20;

  private SessionOutage() {}

  public static void main(String[] arguments) {
    long[] noticing = new long[ROUNDS];
    long[] dead = new long[ROUNDS];
    long[] machine = new long[ROUNDS];
    long[] frozen = new long[ROUNDS];
    long[] thawed = new long[ROUNDS];
    long[] returned = new long[ROUNDS];
    try (RedisProcess redis = RedisProcess.start();
        SessionStore sessions =
            RedisSessionStore.builder(redis.url()).timeout(TIMEOUT).build()) {
      SessionToken token = sessions.create(NewSession.anonymous()).token();
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        int round = Math.max(i, 0);
        redis.freeze();
        frozen[round] = failure(sessions, token) - TIMEOUT.toNanos();
        redis.thaw();
        thawed[round] = success(sessions, token);
        redis.kill();
        noticing[round] = failure(sessions, token);
        Slowest slowest = slowestFailure(sessions, token);
        dead[round] = slowest.call();
        machine[round] = slowest.loop();
        redis.restart();
        returned[round] = success(sessions, token);
      }
    }
    System.out.println("| outage | median ms | max ms | limit |\n| --- | --- | --- | --- |");
    print("dead server: the first call after its death", noticing, "");
    print("dead server: the slowest call of a second", dead, "5");
    print("the machine: the most that a loop of 0.1 ms beside each call was late", machine, "");
    print("frozen server: beyond the time limit of 250 ms", frozen, "50");
    print("server thawed: to the first success", thawed, "2000");
    print("server back after more than a second: to the first success", returned, "2000");
  }

  private static long failure(SessionStore sessions, SessionToken token) {
    long begun = System.nanoTime();
    if (succeeds(sessions, token)) {
      throw new IllegalStateException("the server answers though it is not there");
    }
    return System.nanoTime() - begun;
  }

  private record Slowest(long call, long loop) {}

  /** Beside each call a loop that does nothing, to know what is the machine's share. */
  private static Slowest slowestFailure(SessionStore sessions, SessionToken token) {
    long end = System.nanoTime() + AWAY_NANOS;
    long call = 0;
    long loop = 0;
    while (System.nanoTime() - end < 0) {
      call = Math.max(call, failure(sessions, token));
      loop = Math.max(loop, late(TimeUnit.MICROSECONDS.toNanos(100)));
      LockSupport.parkNanos(RETRY_NANOS);
    }
    return new Slowest(call, loop);
  }

  private static long late(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    return System.nanoTime() - end;
  }

  private static long success(SessionStore sessions, SessionToken token) {
    long begun = System.nanoTime();
    while (!succeeds(sessions, token)) {
      LockSupport.parkNanos(RETRY_NANOS);
    }
    return System.nanoTime() - begun;
  }

  private static boolean succeeds(SessionStore sessions, SessionToken token) {
    try {
      // Gone is an answer too: a server that was killed has forgotten the session.
      sessions.find(token).isPresent();
      return true;
    } catch (SessionStoreException unreachable) {
      return false;
    }
  }

  private static void print(String what, long[] nanos, String limit) {
    Arrays.sort(nanos);
    System.out.printf(
        "| %s | %.1f | %.1f | %s |%n",
        what, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS - 1] / 1e6, limit);
  }
}
