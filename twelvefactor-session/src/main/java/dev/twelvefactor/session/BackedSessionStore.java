// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static dev.twelvefactor.session.Waiting.await;

import dev.twelvefactor.session.SessionObserver.Operation;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** The one implementation of the store: waits for the engine's stages on the caller's thread. */
final class BackedSessionStore implements SessionStore {

  private final SessionBackend backend;
  private final SessionEngine engine;
  private final Calls calls;
  private final OutagePolicy outages;

  BackedSessionStore(SessionBackend backend, SubjectHash subjects, SessionStoreBuilder<?> options) {
    this.backend = backend;
    this.calls = new Calls(new SafeObserver(options.observer));
    this.engine = new SessionEngine(backend, subjects, options, calls);
    this.outages = new OutagePolicy(engine, options.outage);
  }

  @Override
  public Session create(NewSession session) {
    return await(calls.begin(Operation.CREATE, () -> engine.create(session)), true);
  }

  @Override
  public Optional<Session> find(SessionToken token) {
    Objects.requireNonNull(token, "token");
    return await(
        calls.begin(Operation.FIND, () -> outages.apply(token, engine.find(token))), false);
  }

  @Override
  public Optional<Session> find(SessionToken token, SessionKey<?> key, SessionKey<?>... more) {
    Objects.requireNonNull(token, "token");
    return await(
        calls.begin(Operation.FIND, () -> outages.apply(token, engine.find(token, key, more))),
        false);
  }

  @Override
  public Optional<Session> save(Session session) {
    return await(calls.begin(Operation.SAVE, () -> engine.save(session)), true);
  }

  @Override
  public Optional<Session> update(SessionToken token, UnaryOperator<Session> change) {
    return calls.make(Operation.UPDATE, new UpdateLoop(engine, token, change)::run);
  }

  @Override
  public Session login(Session visitor, String subject) {
    return await(calls.begin(Operation.LOGIN, () -> engine.login(visitor, subject)), true);
  }

  @Override
  public Optional<Session> renew(Session session) {
    return await(calls.begin(Operation.RENEW, () -> engine.renew(session)), true);
  }

  @Override
  public boolean delete(Session session) {
    return await(calls.begin(Operation.DELETE, () -> engine.delete(session)), true);
  }

  @Override
  public boolean delete(SessionToken token) {
    return await(calls.begin(Operation.DELETE, () -> engine.delete(token)), true);
  }

  @Override
  public SubjectSessions subject(String subject) {
    return new SubjectSessions(calls, engine.subject(subject));
  }

  @Override
  public Async async(Executor executor) {
    return new AsyncView(engine, calls, outages, Objects.requireNonNull(executor, "executor"));
  }

  @Override
  public void close() {
    calls.close();
    backend.close();
  }
}
