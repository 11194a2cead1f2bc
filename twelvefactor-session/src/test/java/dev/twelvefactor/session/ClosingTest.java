// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A store is closed while calls are under way, on a back end whose answers a test holds back. */
class ClosingTest {

  private static final SessionKey<String> NAME = SessionKey.of("name", String.class);

  private final InMemoryBackend backend = new InMemoryBackend(Clock.systemUTC());
  private final CompletableFuture<String> held = new CompletableFuture<>();
  private final AtomicBoolean holding = new AtomicBoolean();

  /** The back end, where the answers of one step come when the test wants. */
  private SessionBackend holding(String step) {
    return (SessionBackend) Proxy.newProxyInstance(
        SessionBackend.class.getClassLoader(),
        new Class<?>[] {SessionBackend.class},
        (proxy, method, arguments) -> {
          try {
            Object answer = method.invoke(backend, arguments);
            if (method.getName().equals(step)) {
              holding.set(true);
            }
            return method.getName().equals(step)
                ? ((CompletionStage<?>) answer).thenCombine(held, (value, ignored) -> value)
                : answer;
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        });
  }

  private static SessionStore store(SessionBackend backend) {
    return new Builder(backend).build();
  }

  private static final class Builder extends SessionStoreBuilder<Builder> {

    private final SessionBackend backend;

    Builder(SessionBackend backend) {
      this.backend = backend;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    public SessionStore build() {
      return over(backend, "subjects".getBytes(US_ASCII));
    }
  }

  private static CompletableFuture<Boolean> closing(SessionStore sessions) {
    return inThread(() -> {
      sessions.close();
      return true;
    });
  }

  private static <T> CompletableFuture<T> inThread(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, run -> new Thread(run, "in a thread").start());
  }

  /** The first step of a login removes the visitor's session: to stop there would lose it. */
  @Test
  void close_betweenTheStepsOfALogin_letsItEndAndRefusesOthers() throws Exception {
    SessionStore sessions = store(holding("take"));
    Session visitor = sessions.create(NewSession.anonymous().with(NAME, "Ada"));
    CompletableFuture<Session> login = inThread(() -> sessions.login(visitor, "ada"));
    Awaitility.await()
        .until(() -> backend
                .read(new SessionBackend.Address(0, visitor.handle(), null))
                .toCompletableFuture()
                .join()
            instanceof SessionBackend.Gone);

    CompletableFuture<Boolean> closing = closing(sessions);
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> sessions.find(visitor.token()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("session store is closed"));
    assertThat(closing).isNotDone();
    assertThat(login).isNotDone();
    held.complete("go on");

    assertThat(login.get(10, TimeUnit.SECONDS).get(NAME)).isEqualTo("Ada");
    assertThat(closing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_duringAnUpdate_waitsForIt() throws Exception {
    SessionStore sessions = store(backend);
    SessionToken token = sessions.create(NewSession.anonymous()).token();
    CompletableFuture<String> inTheFunction = new CompletableFuture<>();
    CompletableFuture<Optional<Session>> update = inThread(() -> sessions.update(token, session -> {
      inTheFunction.complete("here");
      return session.with(NAME, held.join());
    }));
    inTheFunction.get(10, TimeUnit.SECONDS);

    CompletableFuture<Boolean> closing = closing(sessions);
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> sessions.find(token))
            .isInstanceOf(IllegalStateException.class));
    assertThat(closing).isNotDone();
    held.complete("Ada");

    assertThat(update.get(10, TimeUnit.SECONDS).orElseThrow().get(NAME)).isEqualTo("Ada");
    assertThat(closing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_whileAStageIsOpen_waitsForIt() throws Exception {
    SessionStore sessions = store(holding("create"));
    CompletableFuture<Session> created =
        sessions.async().create(NewSession.anonymous()).toCompletableFuture();

    CompletableFuture<Boolean> closing = closing(sessions);
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> sessions.subject("ada").count())
            .isInstanceOf(IllegalStateException.class));
    assertThat(closing).isNotDone();
    held.complete("go on");

    assertThat(created.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(closing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Nobody waits for a touch, but if it were lost, the session would expire too early. */
  @Test
  void close_duringATouch_waitsForIt() throws Exception {
    SessionStore sessions =
        new Builder(holding("touch")).touchInterval(Duration.ofMillis(1)).build();
    SessionToken token = sessions.create(NewSession.anonymous()).token();
    Awaitility.await().until(() -> sessions.find(token).isPresent() && holding.get());

    CompletableFuture<Boolean> closing = closing(sessions);
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(() -> sessions.find(token))
            .isInstanceOf(IllegalStateException.class));
    assertThat(closing).isNotDone();
    held.complete("go on");

    assertThat(closing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  /** A step that never ends must not keep the process from ending. */
  @Test
  void close_whatIsUnderWayNeverEnds_givesUpInTime() {
    SessionStore sessions = store(holding("create"));
    sessions.async().create(NewSession.anonymous());
    long start = System.nanoTime();

    sessions.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(15));
  }

  @Test
  void close_interrupted_closesAtOnceAndStaysInterrupted() {
    SessionStore sessions = store(holding("create"));
    sessions.async().create(NewSession.anonymous());
    Thread.currentThread().interrupt();

    sessions.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> sessions.create(NewSession.anonymous()))
        .isInstanceOf(IllegalStateException.class);
  }
}
