// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a server must do atomically so that a {@link SessionStore} can keep its promises on it.
 *
 * <p>Callers of a store never meet this type. Implement it, with a builder that extends {@link
 * SessionStoreBuilder}, to keep sessions in a server for which this module has no store, and prove
 * it with the contract suite in the module's {@code tests} jar.
 *
 * <p>Each method is one atomic step on the server. Time is the server's: it expires sessions by
 * its own clock. A stage fails with {@link SessionStoreException} only, and always completes within
 * the time limit of the back end. Implementations are safe for use by many threads.
 *
 * @since 0.1.0
 */
public interface SessionBackend extends AutoCloseable {

  /**
   * Stores a new session.
   *
   * @param address where; never used before
   * @param draft what
   * @param limit how many sessions its subject may have, or null without one
   * @return found with the session, version 1, or full; the stage fails if the address is taken
   */
  CompletionStage<Answer<Stored>> create(Address address, Draft draft, @Nullable Limit limit);

  /**
   * Reads a session with all its attributes, without a write.
   *
   * @param address where it is
   * @return found, moved or gone
   */
  CompletionStage<Answer<Stored>> read(Address address);

  /**
   * Reads a session with the named attributes, without a write.
   *
   * @param address where it is
   * @param names which
   * @return found, moved or gone
   */
  CompletionStage<Answer<Stored>> read(Address address, List<String> names);

  /**
   * Moves the deadline of a session to its idle time from now, but not past its absolute deadline,
   * unless that was done within the interval: many requests of many processes come at once.
   *
   * @param address where it is; a session that is gone stays gone
   * @param interval how much time must have passed since the deadline was last moved
   * @return when it is done
   */
  CompletionStage<?> touch(Address address, Duration interval);

  /**
   * Applies a change, raises the version by one and touches the session.
   *
   * @param address where it is
   * @param change what to set and remove
   * @return found with the new state, moved, gone, or a conflict, in which nothing was changed
   */
  CompletionStage<Answer<Head>> write(Address address, Change change);

  /**
   * Reads a session and removes it.
   *
   * @param address where it is
   * @return found, moved or gone
   */
  CompletionStage<Answer<Stored>> take(Address address);

  /**
   * Moves a session to another address of the same bucket, and leaves at the old one a note that
   * expires after the grace.
   *
   * @param from where it is
   * @param to where it goes; repeating the call with the same address finds it done
   * @param note its text, answered as {@link Moved} from then on
   * @param grace how long the note stays
   * @return found with the time of the move, moved if another call was first, or gone
   */
  CompletionStage<Answer<Instant>> renew(Address from, Address to, String note, Duration grace);

  /**
   * Removes a session.
   *
   * @param address where it is
   * @return found, moved or gone
   */
  CompletionStage<Answer<Boolean>> delete(Address address);

  /**
   * Reads the index of a subject, without a write.
   *
   * @param index which
   * @return the absolute deadline of each session in it; some may have expired unused
   */
  CompletionStage<Map<SessionHandle, Instant>> index(Index index);

  /**
   * Reads sessions of a subject, and drops from its index those that are gone.
   *
   * @param index the subject's
   * @param sessions which, at most 500, as {@link #index} has answered
   * @param names the attributes to read
   * @return those that are there
   */
  CompletionStage<Map<SessionHandle, Stored>> list(
      Index index, List<SessionHandle> sessions, List<String> names);

  /**
   * Removes sessions of a subject.
   *
   * @param index the subject's
   * @param sessions which, at most 500; one that is not in the index is left alone
   * @return how many were there, and what is in the index after that
   */
  CompletionStage<Revoked> revoke(Index index, List<SessionHandle> sessions);

  /** {@return the server's time as far as known, without asking it} */
  Instant now();

  /** Releases what the back end opened itself. */
  @Override
  void close();

  /**
   * Where a session is.
   *
   * @param bucket 0 to 1023; what shares a bucket can be changed in one step
   * @param handle the session's name
   * @param subjectHash the name of its subject's index in the same bucket, or null without subject
   */
  record Address(int bucket, SessionHandle handle, @Nullable String subjectHash) {}

  /**
   * Where the index of a subject is; it has the absolute deadline of each session by its handle.
   *
   * @param bucket the bucket of all sessions of the subject
   * @param name the name of the index
   */
  record Index(int bucket, String name) {}

  /**
   * How many sessions a subject may have.
   *
   * @param max how many, with the one to create
   * @param revokesOldest whether those whose absolute deadlines come first make room; else the new
   *     one is not created
   * @param known what the caller knows to be in the index; if others matter, the answer is full
   */
  record Limit(int max, boolean revokesOldest, List<SessionHandle> known) {}

  /**
   * What a revocation has done.
   *
   * @param count how many sessions were there
   * @param remaining what is in the index after it, with the absolute deadlines
   */
  record Revoked(int count, Map<SessionHandle, Instant> remaining) {}

  /**
   * A session to create.
   *
   * @param subject whose it is, or null
   * @param idle how long it lives unused
   * @param absolute how long it lives at most
   * @param codec the format of its attributes
   * @param attributes the attributes, encoded
   */
  record Draft(
      @Nullable String subject,
      Duration idle,
      Duration absolute,
      String codec,
      Map<String, byte[]> attributes) {}

  /**
   * A session as the server holds it.
   *
   * @param version counts the writes, from 1
   * @param createdAt when it was created
   * @param issuedAt when its token was made
   * @param deadline when it expires if it is not touched
   * @param absoluteDeadline when it expires in any case
   * @param idle how long it lives unused
   * @param subject whose it is, or null
   * @param codec the format of its attributes
   * @param attributes the attributes, encoded; all or those asked for
   */
  record Stored(
      long version,
      Instant createdAt,
      Instant issuedAt,
      Instant deadline,
      Instant absoluteDeadline,
      Duration idle,
      @Nullable String subject,
      String codec,
      Map<String, byte[]> attributes) {

    /** This session after a write. */
    Stored written(Head head, Map<String, byte[]> attributes) {
      return changed(head, issuedAt, attributes);
    }

    /** This session with a token made at the given time. */
    Stored issued(Instant issuedAt) {
      return changed(new Head(version, deadline), issuedAt, attributes);
    }

    private Stored changed(Head head, Instant issued, Map<String, byte[]> values) {
      return new Stored(
          head.version,
          createdAt,
          issued,
          head.deadline,
          absoluteDeadline,
          idle,
          subject,
          codec,
          values);
    }
  }

  /**
   * A change of a session.
   *
   * @param expectedVersion the version it is made from; 0 merges it into any version
   * @param nonce identifies a change with an expected version, so that sending it again after a
   *     lost answer finds it applied; empty without
   * @param set attributes to set, encoded
   * @param removed names of attributes to remove
   */
  record Change(
      long expectedVersion, String nonce, Map<String, byte[]> set, Collection<String> removed) {}

  /**
   * What a write leaves behind.
   *
   * @param version the new version
   * @param deadline the new deadline
   */
  record Head(long version, Instant deadline) {}

  /**
   * What a back end answers.
   *
   * @param <T> what it answers when the session is there
   */
  sealed interface Answer<T> permits Found, Moved, Gone, Conflict, Full {}

  /**
   * The session is there.
   *
   * @param <T> the type of the answer
   * @param value the answer
   */
  record Found<T>(T value) implements Answer<T> {}

  /**
   * The session was renewed.
   *
   * @param <T> the type of the answer
   * @param successor the note left by {@link #renew}
   */
  record Moved<T>(String successor) implements Answer<T> {}

  /**
   * There is none.
   *
   * @param <T> the type of the answer
   */
  record Gone<T>() implements Answer<T> {}

  /**
   * The session has another version than the change expects.
   *
   * @param <T> the type of the answer
   */
  record Conflict<T>() implements Answer<T> {}

  /**
   * There is no room for another session of the subject, as far as was known.
   *
   * @param <T> the type of the answer
   * @param sessions what is in its index
   */
  record Full<T>(List<SessionHandle> sessions) implements Answer<T> {}
}
