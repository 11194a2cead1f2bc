// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static dev.twelvefactor.session.Waiting.await;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Draft;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Head;
import dev.twelvefactor.session.SessionBackend.Moved;
import dev.twelvefactor.session.SessionBackend.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The one implementation of the store's verbs, on top of any back end. */
final class BackedSessionStore implements SessionStore {

  /** A renewed session renewed again within one grace: far more often than any client does it. */
  private static final int MAX_MOVES = 16;

  private final SessionBackend backend;
  private final SubjectHash subjects;
  private final AttributeFormat format;
  private final Toucher toucher;
  private final Duration idle;
  private final Duration absolute;
  private final Duration renewalGrace;
  private final @Nullable Duration renewal;
  private volatile boolean closed;

  BackedSessionStore(SessionBackend backend, SubjectHash subjects, SessionStoreBuilder<?> options) {
    this.backend = backend;
    this.subjects = subjects;
    this.format = new AttributeFormat(
        options.codec,
        options.maxAttributeBytes,
        options.maxSessionBytes,
        options.maxAttributes,
        backend::now);
    this.toucher = new Toucher(backend, options.touchInterval);
    this.idle = options.idle;
    this.absolute = options.absolute;
    this.renewal = options.renewal;
    this.renewalGrace = options.renewalGrace;
  }

  @Override
  public Session create(NewSession session) {
    Map<String, byte[]> attributes = new HashMap<>();
    session.attributes().forEach((key, value) -> attributes.put(key.name(), encode(key, value)));
    format.checkLimits(attributes);
    return create(
        session.subject().orElse(null),
        session.idle().orElse(idle),
        session.absolute().orElse(absolute),
        attributes);
  }

  @SuppressWarnings("unchecked") // NewSession.with paired the key and the value by type.
  private byte[] encode(SessionKey<?> key, Object value) {
    return format.write((SessionKey<Object>) key, value);
  }

  private Session create(
      @Nullable String subject, Duration idle, Duration absolute, Map<String, byte[]> attributes) {
    SessionToken token = subject == null
        ? SessionToken.random()
        : SessionToken.random(subjects.of(subject).bucket());
    Draft draft = new Draft(subject, idle, absolute, format.codec().id(), attributes);
    return session(token, await(backend.create(address(token, subject), draft), true), null);
  }

  @Override
  public Optional<Session> find(SessionToken token) {
    return find(token, backend::read, null);
  }

  @Override
  public Optional<Session> find(SessionToken token, SessionKey<?> key, SessionKey<?>... more) {
    List<String> names = new ArrayList<>(more.length + 1);
    names.add(key.name());
    for (SessionKey<?> another : more) {
      names.add(another.name());
    }
    return find(token, address -> backend.read(address, names), Set.copyOf(names));
  }

  private Optional<Session> find(
      SessionToken token,
      Function<Address, CompletionStage<Answer<Stored>>> read,
      @Nullable Set<String> loaded) {
    Objects.requireNonNull(token, "token");
    Reached<Stored> reached = follow(token, false, current -> read.apply(address(current, null)));
    Optional<Session> session =
        reached.value().map(stored -> session(reached.token(), stored, loaded));
    session.ifPresent(toucher::touchIfDue);
    return session;
  }

  @Override
  public Optional<Session> save(Session session) {
    checkOurs(session);
    if (!session.isChanged()) {
      checkOpen();
      return Optional.of(session);
    }
    format.checkLimits(session.attributes());
    Reached<Head> reached = follow(
        session.token(), true, token -> backend.write(address(token, null), session.change(0, "")));
    return reached.value().map(head -> session.under(reached.token()).saved(head));
  }

  @Override
  public Optional<Session> update(SessionToken token, UnaryOperator<Session> change) {
    return new UpdateLoop(this, token, change).run();
  }

  /** One try to store changes that were made from the current version. */
  Answer<Head> compareAndSet(Session session, String nonce) {
    checkOurs(session);
    format.checkLimits(session.attributes());
    return await(
        backend.write(address(session.token(), null), session.change(session.version(), nonce)),
        true);
  }

  @Override
  public Session login(Session visitor, String subject) {
    checkOurs(visitor);
    NewSession checked = NewSession.forSubject(subject);
    String before = visitor.subject().orElse(null);
    boolean carriedOver = before == null || before.equals(subject);
    Map<String, byte[]> known = carriedOver ? visitor.stored().attributes() : Map.of();
    // Only now: after the next step the visitor's session lives in our hands alone.
    format.checkLimits(visitor.overlaid(known));
    Reached<Stored> taken =
        follow(visitor.token(), true, token -> backend.take(address(token, before)));
    Map<String, byte[]> attributes =
        carriedOver ? taken.value().map(Stored::attributes).orElse(known) : known;
    return create(checked.subject().orElseThrow(), idle, absolute, visitor.overlaid(attributes));
  }

  @Override
  public Optional<Session> renew(Session session) {
    checkOurs(session);
    SessionToken old = session.token();
    SessionToken successor = SessionToken.random(old.bucket());
    String subject = session.subject().orElse(null);
    Answer<Instant> answer = await(
        backend.renew(
            address(old, subject),
            address(successor, subject),
            old.conceal(successor),
            renewalGrace),
        true);
    if (answer instanceof Found<Instant> found) {
      return Optional.of(session.renewed(successor, found.value()));
    }
    if (answer instanceof Moved<Instant> moved) {
      // Another request was first; both clients get the token that it made.
      return find(old.reveal(moved.successor())).map(current -> current.carrying(session));
    }
    return Optional.empty();
  }

  @Override
  public boolean delete(Session session) {
    checkOurs(session);
    return delete(session.token(), session.subject().orElse(null));
  }

  @Override
  public boolean delete(SessionToken token) {
    Reached<Stored> reached =
        follow(token, false, current -> backend.read(address(current, null), List.of()));
    return reached.value().isPresent()
        && delete(token, reached.value().orElseThrow().subject());
  }

  private boolean delete(SessionToken token, @Nullable String subject) {
    return follow(token, true, current -> backend.delete(address(current, subject)))
        .value()
        .isPresent();
  }

  @Override
  public void close() {
    closed = true;
    backend.close();
  }

  /** For what does not come to the back end, which refuses everything by itself. */
  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("session store is closed");
    }
  }

  /** Performs a step where the session is, behind as many renewals as there were. */
  private static <T> Reached<T> follow(
      SessionToken token, boolean write, Function<SessionToken, CompletionStage<Answer<T>>> step) {
    SessionToken current = token;
    for (int moves = 0; moves < MAX_MOVES; moves++) {
      Answer<T> answer = await(step.apply(current), write);
      if (!(answer instanceof Moved<T> moved)) {
        return new Reached<>(current, answer);
      }
      current = current.reveal(moved.successor());
    }
    throw new SessionStoreException(
        "session was renewed " + MAX_MOVES + " times within one grace", false, null);
  }

  private Address address(SessionToken token, @Nullable String subject) {
    String subjectHash = subject == null ? null : subjects.of(subject).name();
    return new Address(token.bucket(), token.handle(), subjectHash);
  }

  private Session session(SessionToken token, Stored stored, @Nullable Set<String> loaded) {
    boolean due = renewal != null && !backend.now().isBefore(stored.issuedAt().plus(renewal));
    return new Session(format, token, stored, due, loaded);
  }

  private void checkOurs(Session session) {
    if (!session.format().equals(format)) {
      throw new IllegalArgumentException(
          "session " + session.handle() + " is of another store (expected: one of this store)");
    }
  }

  /** What a step answered, and the token under which the session was. */
  private record Reached<T>(SessionToken token, Answer<T> answer) {

    Optional<T> value() {
      return answer instanceof Found<T> found ? Optional.of(found.value()) : Optional.empty();
    }
  }
}
