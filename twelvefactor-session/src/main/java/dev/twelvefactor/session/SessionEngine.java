// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.util.concurrent.CompletableFuture.completedStage;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Change;
import dev.twelvefactor.session.SessionBackend.Draft;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Head;
import dev.twelvefactor.session.SessionBackend.Index;
import dev.twelvefactor.session.SessionBackend.Moved;
import dev.twelvefactor.session.SessionBackend.Stored;
import dev.twelvefactor.session.SessionStoreBuilder.Overflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of a store as stages, on top of any back end. Nothing here waits or runs the caller's
 * code; what is wrong with an argument is thrown at once.
 */
final class SessionEngine {

  /** A renewed session renewed again within one grace: far more often than any client does it. */
  private static final int MAX_MOVES = 16;

  private final SessionBackend backend;
  private final SubjectHash subjects;
  private final AttributeFormat format;
  private final Toucher toucher;
  private final Room room;
  private final Duration idle;
  private final Duration absolute;
  private final Duration renewalGrace;
  private final @Nullable Duration renewal;

  SessionEngine(
      SessionBackend backend, SubjectHash subjects, SessionStoreBuilder<?> options, Calls calls) {
    this.backend = backend;
    this.subjects = subjects;
    this.format = new AttributeFormat(
        options.codec,
        options.maxAttributeBytes,
        options.maxSessionBytes,
        options.maxAttributes,
        backend::now);
    this.toucher = new Toucher(backend, options.touchInterval, calls);
    this.room = new Room(backend, options.maxPerSubject, options.overflow);
    this.idle = options.idle();
    this.absolute = options.absolute;
    this.renewal = options.renewal;
    this.renewalGrace = options.renewalGrace;
  }

  CompletionStage<Session> create(NewSession session) {
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

  private CompletionStage<Session> create(
      @Nullable String subject, Duration idle, Duration absolute, Map<String, byte[]> attributes) {
    SessionToken token = subject == null
        ? SessionToken.random()
        : SessionToken.random(subjects.of(subject).bucket());
    Draft draft = new Draft(subject, idle, absolute, format.codec().id(), attributes);
    return room.create(address(token, subject), draft)
        .thenApply(stored -> session(token, stored, null));
  }

  CompletionStage<Optional<Session>> find(SessionToken token) {
    return find(token, backend::read, null);
  }

  CompletionStage<Optional<Session>> find(
      SessionToken token, SessionKey<?> key, SessionKey<?>[] more) {
    List<String> names = new ArrayList<>(more.length + 1);
    names.add(key.name());
    for (SessionKey<?> another : more) {
      names.add(another.name());
    }
    return find(token, address -> backend.read(address, names), Set.copyOf(names));
  }

  private CompletionStage<Optional<Session>> find(
      SessionToken token,
      Function<Address, CompletionStage<Answer<Stored>>> read,
      @Nullable Set<String> loaded) {
    return follow(token, current -> read.apply(address(current, null))).thenApply(reached -> {
      Optional<Session> session =
          reached.value().map(stored -> session(reached.token(), stored, loaded));
      session.ifPresent(toucher::touchIfDue);
      return session;
    });
  }

  CompletionStage<Optional<Session>> save(Session session) {
    checkOurs(session);
    if (!session.isChanged()) {
      return completedStage(Optional.of(session));
    }
    checkRead(session);
    format.checkLimits(session.attributes());
    Change change = session.change(0, "");
    return follow(session.token(), token -> backend.write(address(token, null), change))
        .thenApply(reached ->
            reached.value().map(head -> session.under(reached.token()).saved(head)));
  }

  /** One try to store changes that were made from the current version. */
  CompletionStage<Answer<Head>> compareAndSet(Session session, String nonce) {
    checkOurs(session);
    format.checkLimits(session.attributes());
    return backend.write(address(session.token(), null), session.change(session.version(), nonce));
  }

  CompletionStage<Session> login(Session visitor, String subject) {
    checkOurs(visitor);
    checkRead(visitor);
    NewSession.forSubject(subject);
    String before = visitor.subject().orElse(null);
    boolean carriedOver = before == null || before.equals(subject);
    Map<String, byte[]> known = carriedOver ? visitor.stored().attributes() : Map.of();
    // Only now: after the next step the visitor's session may live in our hands alone.
    format.checkLimits(visitor.overlaid(known));
    if (room.overflow() == Overflow.REJECT && !subject.equals(before)) {
      return createThenTake(visitor, subject, carriedOver, known);
    }
    return take(visitor).thenCompose(taken -> {
      Map<String, byte[]> attributes =
          carriedOver ? taken.map(Stored::attributes).orElse(known) : known;
      return create(subject, idle, absolute, visitor.overlaid(attributes));
    });
  }

  private CompletionStage<Optional<Stored>> take(Session session) {
    String subject = session.subject().orElse(null);
    return follow(session.token(), token -> backend.take(address(token, subject)))
        .thenApply(Reached::value);
  }

  /** For a subject that may be turned away: until it is not, the visitor keeps its session. */
  private CompletionStage<Session> createThenTake(
      Session visitor, String subject, boolean carriedOver, Map<String, byte[]> known) {
    return create(subject, idle, absolute, visitor.overlaid(known))
        .thenCompose(created -> take(visitor)
            .thenCompose(taken -> carriedOver && taken.isPresent()
                ? catchUp(created, visitor.overlaid(taken.get().attributes()))
                : completedStage(created)));
  }

  /** Brings over what the snapshot of the visitor did not have. */
  private CompletionStage<Session> catchUp(Session created, Map<String, byte[]> attributes) {
    Change change = created.changeTo(attributes);
    if (change.set().isEmpty() && change.removed().isEmpty()) {
      return completedStage(created);
    }
    return backend.write(address(created.token(), null), change).thenApply(answer -> {
      // Gone only if somebody has revoked it meanwhile, which the next request will find out.
      Head head = answer instanceof Found<Head> found ? found.value() : created.head();
      return session(created.token(), created.stored().written(head, attributes), null);
    });
  }

  CompletionStage<Optional<Session>> renew(Session session) {
    checkOurs(session);
    checkRead(session);
    SessionToken old = session.token();
    SessionToken successor = SessionToken.random(old.bucket());
    String subject = session.subject().orElse(null);
    return backend
        .renew(
            address(old, subject),
            address(successor, subject),
            old.conceal(successor),
            renewalGrace)
        .thenCompose(answer -> renewed(session, successor, answer));
  }

  private CompletionStage<Optional<Session>> renewed(
      Session session, SessionToken successor, Answer<Instant> answer) {
    if (answer instanceof Found<Instant> found) {
      return completedStage(Optional.of(session.renewed(successor, found.value())));
    }
    if (answer instanceof Moved<Instant> moved) {
      // Another request was first; both clients get the token that it made.
      return find(session.token().reveal(moved.successor()))
          .thenApply(found -> found.map(current -> current.carrying(session)));
    }
    return completedStage(Optional.empty());
  }

  CompletionStage<Boolean> delete(Session session) {
    checkOurs(session);
    return session.isStandIn()
        ? delete(session.token())
        : delete(session.token(), session.subject().orElse(null));
  }

  CompletionStage<Boolean> delete(SessionToken token) {
    return follow(token, current -> backend.read(address(current, null), List.of()))
        .thenCompose(reached -> reached.value().isPresent()
            ? delete(token, reached.value().get().subject())
            : completedStage(false));
  }

  private CompletionStage<Boolean> delete(SessionToken token, @Nullable String subject) {
    return follow(token, current -> backend.delete(address(current, subject)))
        .thenApply(reached -> reached.value().isPresent());
  }

  /** The sessions of a subject. */
  SubjectEngine subject(String subject) {
    NewSession.forSubject(subject);
    return new SubjectEngine(this, backend, subject, subjects.of(subject));
  }

  /** Performs a step where the session is, behind as many renewals as there were. */
  static <T> CompletionStage<Reached<T>> follow(
      SessionToken token, Function<SessionToken, CompletionStage<Answer<T>>> step) {
    return follow(token, step, 0);
  }

  private static <T> CompletionStage<Reached<T>> follow(
      SessionToken token, Function<SessionToken, CompletionStage<Answer<T>>> step, int moves) {
    if (moves == MAX_MOVES) {
      return CompletableFuture.failedStage(new SessionStoreException(
          "session was renewed " + MAX_MOVES + " times within one grace", false, null));
    }
    return step.apply(token)
        .thenCompose(answer -> answer instanceof Moved<T> moved
            ? follow(token.reveal(moved.successor()), step, moves + 1)
            : completedStage(new Reached<>(token, answer)));
  }

  Address address(SessionToken token, @Nullable String subject) {
    Index index = subject == null ? null : subjects.of(subject);
    return new Address(token.bucket(), token.handle(), index == null ? null : index.name());
  }

  private Session session(SessionToken token, Stored stored, @Nullable Set<String> loaded) {
    boolean due = renewal != null && !backend.now().isBefore(stored.issuedAt().plus(renewal));
    return new Session(format, token, stored, due, loaded);
  }

  AttributeFormat format() {
    return format;
  }

  void checkOurs(Session session) {
    if (!session.format().equals(format)) {
      throw new IllegalArgumentException(
          "session " + session.handle() + " is of another store (expected: one of this store)");
    }
  }

  /** Whoever changes a session must know what is in it. */
  private static void checkRead(Session session) {
    if (session.isStandIn()) {
      throw new SessionStoreException(
          "session " + session.handle() + " could not be read; find it again to change it",
          false,
          null);
    }
  }

  /** What a step answered, and the token under which the session was. */
  record Reached<T>(SessionToken token, Answer<T> answer) {

    Optional<T> value() {
      return answer instanceof Found<T> found ? Optional.of(found.value()) : Optional.empty();
    }
  }
}
