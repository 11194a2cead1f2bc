// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.contract;

import static dev.twelvefactor.session.contract.Attributes.COUNT;
import static dev.twelvefactor.session.contract.Attributes.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.NewSession;
import dev.twelvefactor.session.Session;
import dev.twelvefactor.session.SessionStore;
import dev.twelvefactor.session.SessionStore.TooManySessionsException;
import dev.twelvefactor.session.SessionStoreBuilder.Overflow;
import dev.twelvefactor.session.SessionTooLargeException;
import dev.twelvefactor.session.SubjectSessions.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link SessionStore#async} promises. */
interface AsyncPromises extends StoreUnderTest {

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static @Nullable Throwable failure(CompletionStage<?> stage) throws Exception {
    try {
      throw new AssertionError("it does not fail: " + done(stage));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  default void async_eachVerb_doesWhatTheBlockingOneDoes() throws Exception {
    SessionStore sessions = open();
    SessionStore.Async async = sessions.async();

    Session visitor = done(async.create(NewSession.anonymous().with(COUNT, 1)));
    assertThat(done(async.find(visitor.token())).orElseThrow().get(COUNT)).isEqualTo(1);
    assertThat(done(async.find(visitor.token(), COUNT)).orElseThrow().get(COUNT))
        .isEqualTo(1);
    assertThat(done(async.save(visitor.with(NAME, "Ada")))).isPresent();
    assertThat(done(async.update(visitor.token(), s -> s.with(COUNT, s.get(COUNT) + 1)))
            .orElseThrow()
            .get(COUNT))
        .isEqualTo(2);
    Session ada = done(async.login(visitor, "ada"));
    assertThat(ada.get(COUNT)).isEqualTo(2);
    assertThat(done(async.find(visitor.token()))).isEmpty();
    Session renewed = done(async.renew(ada)).orElseThrow();
    Session other = done(async.create(NewSession.forSubject("ada")));
    assertThat(done(async.subject("ada").list(COUNT)))
        .extracting(Entry::handle)
        .containsExactlyInAnyOrder(renewed.handle(), other.handle());
    assertThat(done(async.subject("ada").count())).isEqualTo(2);
    assertThat(done(async.subject("ada").revokeOthers(renewed))).isEqualTo(1);
    assertThat(done(async.delete(renewed))).isTrue();
    assertThat(done(async.delete(renewed.token()))).isFalse();
    Session last = sessions.create(NewSession.forSubject("ada"));
    assertThat(done(async.subject("ada").revoke(last.handle()))).isTrue();
    sessions.create(NewSession.forSubject("ada"));
    assertThat(done(async.subject("ada").revokeAll())).isEqualTo(1);
  }

  /** The driver's few threads serve all sessions; the caller's work must not run on them. */
  @Test
  default void async_stagesAndTheirFunctions_runOnTheExecutor() throws Exception {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "the caller's"));
    try {
      SessionStore.Async async = open().async(executor);
      Session session = done(async.create(NewSession.anonymous()));
      List<String> threads = new ArrayList<>();

      done(async
          .update(session.token(), s -> {
            threads.add(Thread.currentThread().getName());
            return s.with(COUNT, 1);
          })
          .thenAccept(updated -> threads.add("update: " + updated.isPresent())));
      CompletableFuture<String> dependent = new CompletableFuture<>();
      executor.execute(() -> async
          .find(session.token())
          .whenComplete(
              (found, failure) -> dependent.complete(Thread.currentThread().getName())));

      assertThat(threads).containsExactly("the caller's", "update: true");
      assertThat(dependent.get(30, TimeUnit.SECONDS)).isEqualTo("the caller's");
    } finally {
      executor.shutdown();
    }
  }

  @Test
  default void async_whateverFails_theStageDoesWithTheSame() throws Exception {
    SessionStore sessions =
        open(options().maxAttributeBytes(10).maxPerSubject(1).overflow(Overflow.REJECT));
    SessionStore.Async async = sessions.async();
    Session session = sessions.create(NewSession.forSubject("ada"));
    RuntimeException own = new RuntimeException("the function's");

    assertThat(failure(async.create(NewSession.anonymous().with(NAME, "x".repeat(20)))))
        .isInstanceOf(SessionTooLargeException.class);
    assertThat(failure(async.create(NewSession.forSubject("ada"))))
        .isInstanceOf(TooManySessionsException.class);
    assertThat(failure(async.save(open().create(NewSession.anonymous()))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(failure(async.update(session.token(), s -> {
          throw own;
        })))
        .isSameAs(own);

    sessions.close();
    Map<String, CompletionStage<?>> refused = Map.of(
        "find", async.find(session.token()),
        "save", async.save(session),
        "update", async.update(session.token(), s -> s),
        "revoke all", async.subject("ada").revokeAll());
    for (CompletionStage<?> stage : refused.values()) {
      assertThat(failure(stage)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  default void async_updatesThatMeet_loseNothing() throws Exception {
    SessionStore.Async async = open().async();
    Session session = done(async.create(NewSession.anonymous().with(COUNT, 0)));

    List<CompletableFuture<?>> updates = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      updates.add(async
          .update(session.token(), s -> s.with(COUNT, s.get(COUNT) + 1))
          .toCompletableFuture());
    }
    done(CompletableFuture.allOf(updates.toArray(new CompletableFuture<?>[0])));

    assertThat(done(async.find(session.token())).orElseThrow().get(COUNT)).isEqualTo(50);
  }
}
