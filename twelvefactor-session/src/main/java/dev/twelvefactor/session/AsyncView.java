// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionObserver.Operation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The engine's stages, completed on the caller's executor: what the caller adds to them must not run
 * on the threads of the driver, which all sessions depend on.
 */
record AsyncView(SessionEngine engine, Calls calls, OutagePolicy outages, Executor executor)
    implements SessionStore.Async {

  @Override
  public CompletionStage<Session> create(NewSession session) {
    return call(Operation.CREATE, () -> engine.create(session));
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionToken token) {
    return call(Operation.FIND, () -> outages.apply(token, engine.find(token)));
  }

  @Override
  public CompletionStage<Optional<Session>> find(
      SessionToken token, SessionKey<?> key, SessionKey<?>... more) {
    return call(Operation.FIND, () -> outages.apply(token, engine.find(token, key, more)));
  }

  @Override
  public CompletionStage<Optional<Session>> save(Session session) {
    return call(Operation.SAVE, () -> engine.save(session));
  }

  @Override
  public CompletionStage<Optional<Session>> update(
      SessionToken token, UnaryOperator<Session> change) {
    return call(Operation.UPDATE, () -> new UpdateLoop(engine, token, change).run(executor));
  }

  @Override
  public CompletionStage<Session> login(Session visitor, String subject) {
    return call(Operation.LOGIN, () -> engine.login(visitor, subject));
  }

  @Override
  public CompletionStage<Optional<Session>> renew(Session session) {
    return call(Operation.RENEW, () -> engine.renew(session));
  }

  @Override
  public CompletionStage<Boolean> delete(Session session) {
    return call(Operation.DELETE, () -> engine.delete(session));
  }

  @Override
  public CompletionStage<Boolean> delete(SessionToken token) {
    return call(Operation.DELETE, () -> engine.delete(token));
  }

  @Override
  public SubjectSessions.Async subject(String subject) {
    return new OfSubject(engine.subject(subject));
  }

  /** The verbs on the sessions of one subject, in the same way. */
  private final class OfSubject implements SubjectSessions.Async {

    private final SubjectEngine engine;

    OfSubject(SubjectEngine engine) {
      this.engine = engine;
    }

    @Override
    public CompletionStage<List<SubjectSessions.Entry>> list(SessionKey<?>... keys) {
      return call(Operation.LIST, () -> engine.list(keys));
    }

    @Override
    public CompletionStage<Integer> count() {
      return call(Operation.LIST, engine::count);
    }

    @Override
    public CompletionStage<Boolean> revoke(SessionHandle handle) {
      return call(Operation.REVOKE, () -> engine.revoke(handle));
    }

    @Override
    public CompletionStage<Integer> revokeAll() {
      return call(Operation.REVOKE, engine::revokeAll);
    }

    @Override
    public CompletionStage<Integer> revokeOthers(Session current) {
      return call(Operation.REVOKE, () -> engine.revokeOthers(current));
    }
  }

  /** Whatever fails, the stage does; nothing is thrown. */
  private <T> CompletionStage<T> call(Operation operation, Supplier<CompletionStage<T>> verb) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      calls.begin(operation, verb).whenComplete((value, failure) -> {
        try {
          executor.execute(() -> complete(result, value, failure));
        } catch (Throwable e) {
          // Whatever the executor has against it, the caller must not wait for ever.
          result.completeExceptionally(e);
        }
      });
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static <T> void complete(
      CompletableFuture<T> result, T value, @Nullable Throwable failure) {
    if (failure == null) {
      result.complete(value);
    } else {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      result.completeExceptionally(cause == null ? failure : cause);
    }
  }
}
