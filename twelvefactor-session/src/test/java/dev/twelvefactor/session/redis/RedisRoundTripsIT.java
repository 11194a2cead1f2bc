// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.session.SessionTooLargeException;
import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each verb costs: the commands sent, one round trip each, and the writes that they cause. */
@WithRedis
class RedisRoundTripsIT {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);
  private static final SessionKey<String> NAME = SessionKey.of("name", String.class);

  private final RedisProcess server;
  private final SessionStore sessions;
  private final Monitor monitor;

  RedisRoundTripsIT(RedisProcess server) {
    this.server = server;
    this.sessions =
        RedisSessionStore.builder(server.url()).timeout(Duration.ofSeconds(10)).build();
    this.monitor = new Monitor(server);
  }

  /** Connects, and makes the scripts known to the server. */
  @BeforeEach
  void warmUp() {
    Session visitor = sessions.create(NewSession.anonymous().with(COUNT, 1));
    sessions.save(visitor.with(NAME, "Ada"));
    Session ada = sessions.login(visitor, "ada");
    sessions.renew(ada);
    sessions.delete(ada);
    sessions.create(NewSession.forSubject("ada"));
    sessions.subject("ada").count();
    sessions.subject("ada").revokeAll();
    monitor.lines();
  }

  @AfterEach
  void close() {
    monitor.close();
    sessions.close();
  }

  @Test
  void create_isOneScript() {
    sessions.create(NewSession.anonymous().with(COUNT, 1));
    assertThat(monitor.commands()).containsExactly("EVALSHA");

    sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    assertThat(monitor.commands()).containsExactly("EVALSHA");
  }

  @Test
  void find_isOneCommandAndNoWrite() {
    Session session = sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    monitor.lines();
    Map<String, Long> before = server.commandCalls();
    long changes = changes();

    assertThat(sessions.find(session.token())).isPresent();
    assertThat(sessions.find(session.token(), COUNT, NAME)).isPresent();

    assertThat(changes()).isEqualTo(changes);
    assertThat(since(before))
        .containsExactlyInAnyOrderEntriesOf(Map.of("hgetall", 1L, "hmget", 1L));
    assertThat(monitor.commands()).contains("HGETALL", "HMGET").doesNotContain("EVALSHA", "EVAL");
  }

  @Test
  void readOnlyRequest_findAndSaveWithoutChanges_isOneCommand() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    monitor.lines();

    Session found = sessions.find(session.token()).orElseThrow();
    sessions.save(found);

    assertThat(monitor.commands()).containsExactly("HGETALL");
  }

  @Test
  void request_findAndSave_isTwoCommands() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1).with(NAME, "Ada"));
    monitor.lines();

    Session found = sessions.find(session.token()).orElseThrow();
    sessions.save(found.with(COUNT, 2).without(NAME));

    assertThat(monitor.commands()).containsExactly("HGETALL", "EVALSHA");
  }

  @Test
  void update_isTwoCommands() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    monitor.lines();

    sessions.update(session.token(), s -> s.with(COUNT, s.get(COUNT) + 1));

    assertThat(monitor.commands()).containsExactly("HGETALL", "EVALSHA");
  }

  @Test
  void update_othersWereFasterOnce_isTwoMore() {
    Session session = sessions.create(NewSession.anonymous().with(COUNT, 1));
    monitor.lines();

    sessions.update(session.token(), s -> {
      if (s.get(COUNT) == 1) {
        sessions.save(session.with(COUNT, 5));
      }
      return s.with(COUNT, s.get(COUNT) + 1);
    });

    assertThat(monitor.commands())
        .containsExactly("HGETALL", "EVALSHA", "EVALSHA", "HGETALL", "EVALSHA");
  }

  @Test
  void login_isTwoScripts() {
    Session visitor = sessions.create(NewSession.anonymous().with(COUNT, 1));
    monitor.lines();

    sessions.login(visitor.with(NAME, "Ada"), "ada");

    assertThat(monitor.commands()).containsExactly("EVALSHA", "EVALSHA");
  }

  @Test
  void renew_isOneScriptAndTheOldTokenCostsOneMore() {
    Session session = sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    monitor.lines();

    Session renewed = sessions.renew(session).orElseThrow();
    assertThat(monitor.commands()).containsExactly("EVALSHA");

    sessions.find(session.token());
    assertThat(monitor.commands()).containsExactly("HGETALL", "HGETALL");

    sessions.find(renewed.token());
    assertThat(monitor.commands()).containsExactly("HGETALL");
  }

  @Test
  void delete_ofASessionIsOneScriptAndOfATokenTwoCommands() {
    Session first = sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    Session second = sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    monitor.lines();

    sessions.delete(first);
    assertThat(monitor.commands()).containsExactly("EVALSHA");

    sessions.delete(second.token());
    assertThat(monitor.commands()).containsExactly("HMGET", "EVALSHA");

    sessions.delete(second.token());
    assertThat(monitor.commands()).containsExactly("HMGET");
  }

  @Test
  void subject_listAndCount_areTwoCommandsWhateverThereIs() {
    sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    sessions.create(NewSession.forSubject("ada").with(COUNT, 2));
    monitor.lines();

    assertThat(sessions.subject("ada").list(COUNT)).hasSize(2);
    assertThat(monitor.commands()).containsExactly("ZRANGE", "EVALSHA");

    assertThat(sessions.subject("ada").count()).isEqualTo(2);
    assertThat(monitor.commands()).containsExactly("ZRANGE", "EVALSHA");

    assertThat(sessions.subject("bob").list()).isEmpty();
    assertThat(monitor.commands()).containsExactly("ZRANGE");
  }

  @Test
  void subject_listOfWhatLives_writesNothing() {
    sessions.create(NewSession.forSubject("ada").with(COUNT, 1));
    long changes = changes();

    sessions.subject("ada").list(COUNT);
    sessions.subject("ada").count();

    assertThat(changes()).isEqualTo(changes);
  }

  @Test
  void subject_logOutEverywhere_isTwoCommandsWhateverThereIs() {
    for (int i = 0; i < 20; i++) {
      sessions.create(NewSession.forSubject("ada"));
    }
    Map<String, Long> before = server.commandCalls();
    monitor.lines();

    assertThat(sessions.subject("ada").revokeAll()).isEqualTo(20);

    assertThat(monitor.commands()).containsExactly("ZRANGE", "EVALSHA");
    assertThat(since(before)).containsEntry("evalsha", 1L).containsEntry("unlink", 20L);
    monitor.lines();
    sessions.subject("ada").revokeAll();
    assertThat(monitor.commands()).containsExactly("ZRANGE");
  }

  @Test
  void subject_revokeIsOneScriptAndRevokeOthersOneMoreThanAll() {
    Session first = sessions.create(NewSession.forSubject("ada"));
    Session second = sessions.create(NewSession.forSubject("ada"));
    sessions.create(NewSession.forSubject("ada"));
    monitor.lines();

    sessions.subject("ada").revoke(first.handle());
    assertThat(monitor.commands()).containsExactly("EVALSHA");

    sessions.subject("ada").revokeOthers(second);
    assertThat(monitor.commands()).containsExactly("ZRANGE", "HMGET", "EVALSHA");
  }

  @Test
  void maximum_costsNothingBelowAndOneMoreAtIt() {
    try (SessionStore limited = RedisSessionStore.builder(server.url())
        .timeout(Duration.ofSeconds(10))
        .maxPerSubject(2)
        .build()) {
      limited.create(NewSession.anonymous());
      monitor.lines();

      limited.create(NewSession.forSubject("ada"));
      assertThat(monitor.commands().stream().filter("EVALSHA"::equals)).hasSize(1);
      limited.create(NewSession.forSubject("ada"));
      assertThat(monitor.commands()).containsExactly("EVALSHA");

      limited.create(NewSession.forSubject("ada"));
      assertThat(monitor.commands()).containsExactly("EVALSHA", "EVALSHA");

      Session visitor = limited.create(NewSession.anonymous());
      monitor.lines();
      limited.login(visitor, "ada");
      assertThat(monitor.commands()).containsExactly("EVALSHA", "EVALSHA", "EVALSHA");
    }
  }

  /** Made-up cookies in any number are no load for the server. */
  @Test
  void cookie_forged_costsNothing() {
    SessionCookie cookie = SessionCookie.builder()
        .keys(List.of("a secret of more than thirty-two characters"))
        .build();
    Session session = sessions.create(NewSession.anonymous());
    String good = cookie.write(session.token()).split(";", 2)[0];
    Map<String, Long> before = server.commandCalls();
    monitor.lines();

    for (String forged :
        List.of("__Host-id=" + session.token().value(), good + "A", good.replace('.', '-'))) {
      assertThat(cookie.read(forged).flatMap(sessions::find)).isEmpty();
    }
    assertThat(monitor.commands()).isEmpty();
    assertThat(since(before)).doesNotContainKeys("hgetall", "hmget", "evalsha");

    assertThat(cookie.read(good).flatMap(sessions::find)).isPresent();
    assertThat(since(before)).containsEntry("hgetall", 1L);
  }

  @Test
  void limit_exceeded_costsNothing() {
    Session session = sessions.create(NewSession.anonymous());
    String tooLarge = "x".repeat(70_000);
    monitor.lines();

    assertThatThrownBy(() -> sessions.create(NewSession.anonymous().with(NAME, tooLarge)))
        .isInstanceOf(SessionTooLargeException.class);
    assertThatThrownBy(() -> sessions.save(session.with(NAME, tooLarge)))
        .isInstanceOf(SessionTooLargeException.class);

    assertThat(monitor.commands()).isEmpty();
  }

  @Test
  void find_again_touchesOnceAnInterval() throws Exception {
    assertOncePerInterval("evalsha", /* threads= */ 1);
  }

  /** The requests of one page come at once, and to many processes. */
  @Test
  void find_byManyThreads_writesOnceAnInterval() throws Exception {
    assertOncePerInterval("pexpireat", /* threads= */ 16);
  }

  private void assertOncePerInterval(String command, int threads) throws Exception {
    Duration interval = Duration.ofMillis(200);
    try (SessionStore first = touching(interval);
        SessionStore second = touching(interval)) {
      second.find(first.create(NewSession.anonymous()).token());
      long start = System.nanoTime();
      long end = start + interval.multipliedBy(11).dividedBy(2).toNanos();
      SessionToken token = first.create(NewSession.anonymous()).token();
      Map<String, Long> before = server.commandCalls();

      inThreads(threads, thread -> {
        while (System.nanoTime() < end) {
          assertThat((thread % 2 == 0 ? first : second).find(token)).isPresent();
        }
      });

      long intervals = (System.nanoTime() - start) / interval.toNanos();
      assertThat(since(before).get(command)).isBetween(2L, intervals);
    }
  }

  private static void inThreads(int count, IntConsumer task) throws Exception {
    CompletableFuture<?>[] threads = IntStream.range(0, count)
        .mapToObj(thread ->
            CompletableFuture.runAsync(() -> task.accept(thread), run -> new Thread(run).start()))
        .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).get(30, TimeUnit.SECONDS);
  }

  private SessionStore touching(Duration interval) {
    return RedisSessionStore.builder(server.url())
        .timeout(Duration.ofSeconds(10))
        .touchInterval(interval)
        .build();
  }

  /** What was called since the given counts. */
  private Map<String, Long> since(Map<String, Long> before) {
    Map<String, Long> delta = new TreeMap<>();
    server.commandCalls().forEach((command, calls) -> {
      long more = calls - before.getOrDefault(command, 0L);
      if (more > 0) {
        delta.put(command, more);
      }
    });
    return delta;
  }

  private long changes() {
    Matcher line =
        Pattern.compile("rdb_changes_since_last_save:(\\d+)").matcher(server.info("persistence"));
    assertThat(line.find()).isTrue();
    return Long.parseLong(line.group(1));
  }
}
