// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionBackend.Change;
import dev.twelvefactor.session.SessionBackend.Conflict;
import dev.twelvefactor.session.SessionBackend.Draft;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Gone;
import dev.twelvefactor.session.SessionBackend.Head;
import dev.twelvefactor.session.SessionBackend.Moved;
import dev.twelvefactor.session.redis.RedisSessionStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleReader;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** No token and no attribute value is in any text that objects or exceptions show of themselves. */
class SecretsTest {

  private static final String SECRET = "hunter2";
  private static final SessionKey<String> PASSWORD = SessionKey.of("password", String.class);
  private static final Set<Class<?>> WITHOUT_INSTANCES =
      Set.of(InMemorySessionStore.class, RedisSessionStore.class);

  private final SessionStore sessions = InMemorySessionStore.create();
  private final Session session =
      sessions.create(NewSession.forSubject("ada").with(PASSWORD, SECRET));
  private final SessionToken token = session.token();

  @Test
  void toString_ofEveryPublicType_showsNoSecret() throws Exception {
    List<Object> instances = instances();

    assertThat(publicTypes())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            type -> assertThat(instances).as("instances of %s", type).anyMatch(type::isInstance));
    assertThat(instances).allSatisfy(instance -> assertNoSecret(instance.toString()));
  }

  private List<Object> instances() {
    Map<String, byte[]> attributes = Map.of("password", SECRET.getBytes(UTF_8));
    SessionToken successor = SessionToken.random();
    Head head = new Head(1, Instant.EPOCH);
    return List.of(
        session,
        session.with(PASSWORD, SECRET + "!"),
        session.stored(),
        token,
        token.handle(),
        PASSWORD,
        NewSession.anonymous().with(PASSWORD, SECRET),
        sessions,
        InMemorySessionStore.builder(),
        RedisSessionStore.builder("redis://:" + SECRET + "@localhost"),
        AttributeCodec.json(),
        SessionCookie.standard(),
        SessionCookie.builder(),
        SessionCookie.builder().keys(List.of(SECRET.repeat(5))),
        SessionCookie.builder().keys(List.of(SECRET.repeat(5))).build(),
        SessionBearer.signed(List.of(SECRET.repeat(5))),
        SessionCookie.SameSite.LAX,
        new Address(token.bucket(), token.handle(), null),
        new Draft("ada", Duration.ZERO, Duration.ZERO, "json", attributes),
        new Change(1, "nonce", attributes, List.of()),
        head,
        new SessionBackend.Index(token.bucket(), "name"),
        new SessionBackend.Limit(1, true, List.of(token.handle())),
        new SessionBackend.Revoked(1, Map.of(token.handle(), Instant.EPOCH)),
        new SessionBackend.Full<>(List.of(token.handle())),
        SessionStoreBuilder.Overflow.REJECT,
        SessionStoreBuilder.Outage.ANONYMOUS,
        SessionObserver.Operation.CREATE,
        SessionObserver.Result.DONE,
        new SessionObserver.Event(
            SessionObserver.Operation.CREATE, SessionObserver.Result.DONE, Duration.ZERO),
        sessions.subject("ada"),
        sessions.subject("ada").list(PASSWORD).get(0),
        sessions.async(),
        new SessionStore.TooManySessionsException(3, null),
        new Found<>(session.stored()),
        new Moved<>(successor.conceal(token)),
        new Gone<>(),
        new Conflict<>(),
        new SessionStoreException("", false, null),
        new SessionTooLargeException(""),
        new UnreadableAttributeException("", null));
  }

  /** All public classes of the module that can have instances. */
  private static List<Class<?>> publicTypes() throws IOException {
    String name = SessionStore.class.getModule().getName();
    try (ModuleReader reader = ModuleLayer.boot()
            .configuration()
            .findModule(name)
            .orElseThrow()
            .reference()
            .open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.matches("dev/twelvefactor/session/(redis/)?[^/]+[.]class"))
          .<Class<?>>map(file -> load(file.replace('/', '.').replaceFirst("[.]class$", "")))
          .filter(type -> Modifier.isPublic(type.getModifiers()) && !type.isInterface())
          .filter(type -> !WITHOUT_INSTANCES.contains(type))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, /* initialize= */ false, SecretsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void exceptions_withTheirCauses_showNoSecret() {
    SessionKey<Integer> asNumber = SessionKey.of("password", Integer.class);
    SessionKey<Object> anything = SessionKey.of("password", Object.class);
    SessionStore small = InMemorySessionStore.builder().maxAttributeBytes(1).build();
    SessionStore other = InMemorySessionStore.create();
    Session partial = sessions.find(token, SessionKey.of("other", String.class)).orElseThrow();
    Session another = sessions.create(NewSession.anonymous().with(PASSWORD, SECRET));

    List<ThrowingCallable> failures = List.of(
        () -> session.get(asNumber),
        () -> session.get(SessionKey.of("password", Map.class)),
        () -> session.with(anything, new Unwritable(SECRET)),
        () -> small.create(NewSession.anonymous().with(PASSWORD, SECRET)),
        () -> partial.get(PASSWORD),
        () -> partial.get(SessionKey.of("other", String.class)),
        () -> other.save(session.with(PASSWORD, SECRET)),
        () -> sessions.update(token, s -> another.with(PASSWORD, SECRET)),
        () -> new SessionHandle(token.value()),
        () -> SessionCookie.builder().keys(List.of(SECRET)),
        () -> SessionBearer.fromEnvironment(Map.of("SESSION_TOKEN_KEYS", "," + SECRET)),
        () -> RedisSessionStore.connect("redis//:" + SECRET + "@localhost"),
        () -> RedisSessionStore.connect("redis://:" + SECRET + "@[localhost"),
        () -> RedisSessionStore.fromEnvironment(Map.of("REDIS_URL", "http://" + SECRET)),
        () -> RedisSessionStore.fromEnvironment(
            Map.of("REDIS_URL", "redis://localhost", "SESSION_SUBJECT_KEY", SECRET)));

    assertThat(failures).allSatisfy(failure -> {
      Throwable thrown = catchThrowable(failure);
      assertThat(thrown).isNotNull();
      assertNoSecret(stackTrace(thrown));
    });
  }

  /** No bean: Jackson finds nothing to write. */
  private static final class Unwritable {

    private final String secret;

    Unwritable(String secret) {
      this.secret = secret;
    }

    @Override
    public String toString() {
      return secret;
    }
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void assertNoSecret(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(token.value());
    assertThat(text)
        .doesNotContain(SECRET)
        .doesNotContain(Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8)))
        .doesNotContain(Arrays.toString(SECRET.getBytes(UTF_8)))
        .doesNotContain(token.value())
        .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(bytes))
        .doesNotContain(Arrays.toString(bytes))
        .doesNotContain(new BigInteger(1, bytes).toString(16));
  }
}
