// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionBearer;
import dev.twelvefactor.session.SessionCookie;
import dev.twelvefactor.session.SessionKey;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStoreBuilder;
import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.testkit.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that uses sessions, logs all that it has and all that fails, and ends. */
final class SecretsUser {

  static final String SUBJECT = "ada.lovelace";
  static final String PASSWORD_VALUE = "hunter2-hunter2";

  static final String TOKEN_KEY = "a key that signs tokens, and nobody knows";

  private static final SessionKey<String> PASSWORD = SessionKey.of("password", String.class);
  private static final SessionKey<Integer> AS_NUMBER = SessionKey.of("password", Integer.class);
  private static final String TOKEN = "backwards: ";
  private static final Logger log = LoggerFactory.getLogger("dev.twelvefactor.session.user");

  private SecretsUser() {}

  /** A process that logs all of this library, and the driver's and all others' from a level on. */
  static ChildJvm process(String url, String level) {
    return ModularChild.of(SecretsUser.class, url)
        .jvmArguments("-Dorg.slf4j.simpleLogger.log.dev.twelvefactor=trace")
        .jvmArguments("-Dorg.slf4j.simpleLogger.defaultLogLevel=" + level)
        .start();
  }

  /** The tokens of all sessions that there were; the process writes them backwards. */
  static List<SessionToken> tokens(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(TOKEN))
        .map(line -> new StringBuilder(line.substring(TOKEN.length())).reverse().toString())
        .map(text -> SessionToken.parse(text).orElseThrow())
        .toList();
  }

  public static void main(String[] arguments) {
    SessionStore sessions = RedisSessionStore.builder(arguments[0])
        .timeout(Duration.ofSeconds(10))
        .maxAttributes(2)
        .build();

    Session visitor = tell(sessions.create(NewSession.anonymous().with(PASSWORD, PASSWORD_VALUE)));
    sessions.save(visitor.with(PASSWORD, PASSWORD_VALUE + "!"));
    sessions.update(visitor.token(), s -> s.with(PASSWORD, s.get(PASSWORD) + "!"));
    sessions.find(visitor.token(), PASSWORD).ifPresent(s -> log.info("found {}", s));
    Session ada = tell(sessions.login(visitor, SUBJECT));
    Session renewed = tell(sessions.renew(ada).orElseThrow());
    Session again = tell(sessions.renew(renewed).orElseThrow());
    sessions.find(ada.token()).ifPresent(s -> log.info("found {}", s));
    log.info("handle {}, key {}, store {}", again.handle(), PASSWORD, sessions);

    SessionCookie cookie = SessionCookie.builder().keys(List.of(TOKEN_KEY)).build();
    SessionBearer bearer = SessionBearer.signed(List.of(TOKEN_KEY));
    log.info(
        "{} and {} find {}",
        cookie,
        bearer,
        cookie.read("__Host-id=" + bearer.write(again.token())));
    log.info(
        "of {} there is {}",
        sessions.subject(SUBJECT),
        sessions.subject(SUBJECT).list(PASSWORD));

    fail(() -> SessionCookie.builder().keys(List.of(TOKEN_KEY, PASSWORD_VALUE)));
    fail(() -> SessionCookie.fromEnvironment(Map.of("SESSION_TOKEN_KEYS", TOKEN_KEY + ",short")));
    fail(() -> sessions.subject(SUBJECT).revokeOthers(visitor));
    fail(() -> again.get(AS_NUMBER));
    fail(() -> again.with(PASSWORD, PASSWORD_VALUE.repeat(10_000)));
    fail(() -> sessions.update(again.token(), s -> visitor.with(PASSWORD, PASSWORD_VALUE)));
    SessionStore nowhere = RedisSessionStore.connect("redis://:" + PASSWORD_VALUE + "@127.0.0.1:1");
    fail(() -> nowhere.find(again.token()));
    fail(() -> nowhere.create(NewSession.forSubject(SUBJECT).with(PASSWORD, PASSWORD_VALUE)));
    fail(() -> nowhere.save(again));
    fail(() -> nowhere.subject(SUBJECT).revokeAll());
    SessionStore anonymous = RedisSessionStore.builder("redis://127.0.0.1:1")
        .outage(SessionStoreBuilder.Outage.ANONYMOUS)
        .build();
    log.info("stand-in {}", anonymous.find(again.token()));
    fail(() -> anonymous.save(anonymous.find(again.token()).orElseThrow().with(PASSWORD, "x")));
    anonymous.close();
    nowhere.close();
    sessions.close();
    fail(() -> sessions.find(again.token()));
  }

  private static Session tell(Session session) {
    log.trace("{} with the token {}", session, session.token());
    System.out.println(TOKEN + new StringBuilder(session.token().value()).reverse());
    return session;
  }

  private static void fail(Runnable call) {
    try {
      call.run();
      throw new AssertionError("it does not fail");
    } catch (RuntimeException e) {
      log.error("failed", e);
    }
  }
}
