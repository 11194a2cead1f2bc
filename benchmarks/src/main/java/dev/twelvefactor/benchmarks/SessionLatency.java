// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.redis.RedisSessionStore;
import dev.twelvefactor.testkit.FaultProxy;
import dev.twelvefactor.testkit.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;

/**
 * Measures requests over a network that takes a quarter of a millisecond each way: there round trips
 * are what counts. Calls take turns; the medians are printed as multiples of one raw command's.
 */
public final class SessionLatency {

  private static final Duration EACH_WAY = Duration.ofNanos(250_000);
  private static final int WARM_UP = 500;
  private static final int CALLS = 2_000;

  private SessionLatency() {}

  public static void main(String[] arguments) {
    try (RedisProcess redis = RedisProcess.start();
        FaultProxy network = FaultProxy.to(redis.host(), redis.port())) {
      URI url = URI.create("redis://" + network.host() + ":" + network.port());
      try (RedisClient client = RedisClient.create(url.toString());
          SessionStore sessions = RedisSessionStore.connect(url.toString());
          SpringSessions<?> spring = SpringSessions.standard(url.toString(), "x".repeat(40))) {
        network.delay(EACH_WAY);
        measure(client.connect().sync(), sessions, spring);
      }
    }
  }

  private static void measure(
      RedisCommands<String, String> raw, SessionStore sessions, SpringSessions<?> spring) {
    SessionKey<Integer> count = SessionKey.of("count", Integer.class);
    SessionToken token =
        sessions.create(NewSession.forSubject("ada").with(count, 0)).token();
    raw.set("key", "value");
    Runnable[] calls = {
      () -> raw.get("key"),
      () -> sessions.find(token),
      () -> {
        Session session = sessions.find(token).orElseThrow();
        sessions.save(session.with(count, session.get(count) + 1));
      },
      spring::read,
      () -> spring.write("y")
    };
    String[] names = {
      "raw GET",
      "read: ours",
      "read and write: ours",
      "read: SpringDefault",
      "read and write: SpringDefault"
    };
    long[][] times = new long[calls.length][CALLS];
    for (int i = -WARM_UP; i < CALLS; i++) {
      for (int j = 0; j < calls.length; j++) {
        long begun = System.nanoTime();
        calls[j].run();
        times[j][Math.max(i, 0)] = System.nanoTime() - begun;
      }
    }
    System.out.println("| request | median us | round trips of time |\n| --- | --- | --- |");
    for (int j = 0; j < calls.length; j++) {
      Arrays.sort(times[j]);
      System.out.printf(
          "| %s | %.0f | %.2f |%n",
          names[j], times[j][CALLS / 2] / 1e3, times[j][CALLS / 2] / (double) times[0][CALLS / 2]);
    }
  }
}
