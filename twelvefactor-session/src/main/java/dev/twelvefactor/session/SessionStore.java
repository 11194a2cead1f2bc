// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.io.Serial;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions outside the process, so that any instance can serve any request.
 *
 * <p>A {@link Session} is an immutable snapshot. Changing one gives a copy that carries the change;
 * saving the copy sends only what changed and merges it attribute by attribute with what others
 * wrote in the meantime. Every method on an existing session answers empty when the session is
 * gone: nothing here brings a deleted or expired session back.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="store"}
 *
 * <p><b>Tokens.</b> A session that was renewed is found under its old token too, for a short grace,
 * and then answers the new one. So whenever {@link Session#token()} differs from the token that a
 * client sent, send the cookie again.
 *
 * <p><b>Thread safety.</b> A store is safe for use by many threads at once. No method holds a lock
 * while it waits for the network, so virtual threads may call this interface freely.
 *
 * <p><b>Failure.</b> A method that cannot reach the server throws {@link SessionStoreException}
 * within the store's time limit for each round trip that it takes, or while a new store connects two
 * seconds; an unreachable server is never reported as an absent session. A method whose thread is
 * interrupted while it waits throws the same and leaves the thread interrupted.
 *
 * @since 0.1.0
 */
public interface SessionStore extends AutoCloseable {

  /**
   * Creates a session, in one round trip.
   *
   * @param session what to create; see {@link NewSession#anonymous()} and {@link
   *     NewSession#forSubject(String)}
   * @return the stored session, with a fresh random token
   * @throws SessionTooLargeException if a limit is exceeded; nothing was sent
   * @throws TooManySessionsException if the user has too many sessions, where those are refused
   * @throws SessionStoreException if the server cannot be reached; a session that was created
   *     nevertheless is known to nobody and expires unused
   */
  Session create(NewSession session);

  /**
   * Finds a live session with all its attributes, in one round trip and without a write.
   *
   * <p>Finding a session keeps it alive. The write that this takes happens at most once per touch
   * interval, and the caller does not wait for it.
   *
   * @param token the token that the client sent
   * @return the session, or empty if it never existed, has expired or was deleted
   * @throws SessionStoreException if the server cannot be reached; or then a stand-in is answered,
   *     with {@link SessionStoreBuilder.Outage#ANONYMOUS}
   */
  Optional<Session> find(SessionToken token);

  /**
   * Finds a live session and loads only the named attributes, in one round trip.
   *
   * @param token the token that the client sent
   * @param key an attribute to load
   * @param more further attributes to load
   * @return the session, whose other attributes cannot be read but survive a save; or empty if it
   *     never existed, has expired or was deleted
   * @throws SessionStoreException if the server cannot be reached
   */
  Optional<Session> find(SessionToken token, SessionKey<?> key, SessionKey<?>... more);

  /**
   * Stores the pending changes of a session, in one round trip; a session without any costs none.
   *
   * <p>Changes to different attributes by different requests all survive; of two changes to the
   * same attribute the later wins. Use {@link #update} where the new value depends on the old one.
   *
   * @param session a session of this store, with changes made by {@link Session#with} or {@link
   *     Session#without}
   * @return the session as stored, with no change pending; or empty if it is gone, and then nothing
   *     was written. Without a pending change nobody is asked, and the session is answered as it is
   * @throws SessionTooLargeException if a limit is exceeded; nothing was sent
   * @throws SessionStoreException if the server cannot be reached; saving the same session once
   *     more is harmless
   */
  Optional<Session> save(Session session);

  /**
   * Changes a session so that no concurrent change is lost: two round trips, and two more for each
   * time that somebody else was faster.
   *
   * @param token the token that the client sent
   * @param change computes the changed session from the current one. It may run more than once, so
   *     it must have no side effects; what it throws is thrown unchanged, and nothing is written
   * @return the session as stored; or empty if it is gone, and then nothing was written
   * @throws SessionTooLargeException if a limit is exceeded; nothing was written
   * @throws SessionStoreException if the server cannot be reached, or if others were faster 64
   *     times in a row
   */
  Optional<Session> update(SessionToken token, UnaryOperator<Session> change);

  /**
   * Binds a user to a new session that takes the place of the visitor's, in at most two round
   * trips; one more at the user's maximum of sessions, and one more where users may be turned away
   * and the visitor's session has what the snapshot has not.
   *
   * <p>The new session has a new token and fresh time limits; the visitor's token is dead before
   * the new one is answered. Attributes are carried over as the server holds them, with the pending
   * changes of {@code visitor}. A visitor that is gone, expired or deleted, is no obstacle: then the
   * attributes of the snapshot are used. Attributes of a session that belonged to another subject
   * are not carried over.
   *
   * @param visitor the session that the client has until now
   * @param subject who has logged in; 1 to 256 characters
   * @return the new session
   * @throws SessionTooLargeException if a limit is exceeded
   * @throws TooManySessionsException if the user has too many sessions, where those are refused; the
   *     visitor's session lives on
   * @throws SessionStoreException if the server cannot be reached; logging in once more with the
   *     same {@code visitor} is harmless
   */
  Session login(Session visitor, String subject);

  /**
   * Gives a session a new token, in one round trip; its attributes and its absolute limit stay.
   *
   * <p>The old token goes on to find the session for the renewal grace, so that requests already
   * under way are not thrown out. Of two requests that renew at the same time, both get the same
   * new token.
   *
   * @param session a session of this store; its pending changes stay pending
   * @return the session with its new token, or empty if it is gone
   * @throws SessionStoreException if the server cannot be reached; the old token stays good for the
   *     grace at least, and renewing once more is harmless
   */
  Optional<Session> renew(Session session);

  /**
   * Deletes a session for good, in one round trip.
   *
   * @param session a session of this store
   * @return whether there was one
   * @throws SessionStoreException if the server cannot be reached; deleting once more is harmless
   */
  boolean delete(Session session);

  /**
   * Deletes the session of a token for good, in at most two round trips.
   *
   * @param token the token that the client sent
   * @return whether there was one
   * @throws SessionStoreException if the server cannot be reached; deleting once more is harmless
   */
  boolean delete(SessionToken token);

  /**
   * The sessions of one user, to list and to end them. This costs nothing by itself.
   *
   * @param subject whose; 1 to 256 characters
   * @return the sessions of that user, now and in future
   * @throws IllegalArgumentException if {@code subject} is empty or longer
   */
  SubjectSessions subject(String subject);

  /** {@return {@link #async(Executor)} on the common pool} */
  default Async async() {
    return async(ForkJoinPool.commonPool());
  }

  /**
   * The same verbs, answering stages; they never wait and never throw.
   *
   * @param executor completes the stages, and runs the function given to an update. Never the
   *     driver's threads, so what depends on a stage may take its time
   * @return a view of this store
   */
  Async async(Executor executor);

  /**
   * Waits at most 5 seconds for the calls under way, with all their round trips, and then releases
   * what this store opened itself; a client passed in by the caller stays open. Calls after this
   * throw {@link IllegalStateException}. Closing twice does nothing.
   */
  @Override
  void close();

  /**
   * A session store whose verbs answer at once, with a stage. What they do is said at {@link
   * SessionStore}; where a verb throws there, its stage fails here with the same.
   *
   * @since 0.1.0
   */
  interface Async {

    /**
     * {@return a stage for {@link SessionStore#create}}
     *
     * @param session what to create
     */
    CompletionStage<Session> create(NewSession session);

    /**
     * {@return a stage for {@link SessionStore#find(SessionToken)}}
     *
     * @param token the token that the client sent
     */
    CompletionStage<Optional<Session>> find(SessionToken token);

    /**
     * {@return a stage for {@link SessionStore#find(SessionToken, SessionKey, SessionKey...)}}
     *
     * @param token the token that the client sent
     * @param key an attribute to load
     * @param more further attributes to load
     */
    CompletionStage<Optional<Session>> find(
        SessionToken token, SessionKey<?> key, SessionKey<?>... more);

    /**
     * {@return a stage for {@link SessionStore#save}}
     *
     * @param session a session of this store
     */
    CompletionStage<Optional<Session>> save(Session session);

    /**
     * {@return a stage for {@link SessionStore#update}, which runs the function on the executor}
     *
     * @param token the token that the client sent
     * @param change computes the changed session; may run more than once
     */
    CompletionStage<Optional<Session>> update(SessionToken token, UnaryOperator<Session> change);

    /**
     * {@return a stage for {@link SessionStore#login}}
     *
     * @param visitor the session that the client has until now
     * @param subject whose; 1 to 256 characters
     */
    CompletionStage<Session> login(Session visitor, String subject);

    /**
     * {@return a stage for {@link SessionStore#renew}}
     *
     * @param session a session of this store
     */
    CompletionStage<Optional<Session>> renew(Session session);

    /**
     * {@return a stage for {@link SessionStore#delete(Session)}}
     *
     * @param session a session of this store
     */
    CompletionStage<Boolean> delete(Session session);

    /**
     * {@return a stage for {@link SessionStore#delete(SessionToken)}}
     *
     * @param token the token that the client sent
     */
    CompletionStage<Boolean> delete(SessionToken token);

    /**
     * {@return the sessions of one user}
     *
     * @param subject whose; 1 to 256 characters
     */
    SubjectSessions.Async subject(String subject);
  }

  /**
   * Thrown when a user has as many sessions as {@link SessionStoreBuilder#maxPerSubject} allows and
   * {@link SessionStoreBuilder.Overflow#REJECT} refuses another one. No session was created; the
   * usual answer to the client is the list of its sessions, to end one.
   *
   * @since 0.1.0
   */
  final class TooManySessionsException extends SessionStoreException {

    @Serial
    private static final long serialVersionUID = 1;

    /** How many there may be. */
    private final int max;

    TooManySessionsException(int max, @Nullable Throwable cause) {
      super("subject has " + max + " sessions (expected: fewer; see maxPerSubject)", false, cause);
      this.max = max;
    }

    int max() {
      return max;
    }
  }
}
