// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static dev.twelvefactor.session.Waiting.await;

import dev.twelvefactor.session.SessionBackend.Stored;
import dev.twelvefactor.session.SessionObserver.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The sessions of one user, from {@link SessionStore#subject}: to show them, to end one, and to log
 * out everywhere.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="subject"}
 *
 * <p>Immutable and safe for use by many threads. Each method throws {@link SessionStoreException} if
 * the server cannot be reached; calling it once more is harmless.
 *
 * @since 0.1.0
 */
public final class SubjectSessions {

  private final Calls calls;
  private final SubjectEngine engine;

  SubjectSessions(Calls calls, SubjectEngine engine) {
    this.calls = calls;
    this.engine = engine;
  }

  /**
   * Lists the live sessions of the user, the oldest first, in two round trips.
   *
   * @param keys the attributes to load
   * @return the sessions; empty if there is none
   */
  public List<Entry> list(SessionKey<?>... keys) {
    return call(Operation.LIST, false, engine -> engine.list(keys));
  }

  /** {@return how many live sessions the user has, in two round trips} */
  public int count() {
    return call(Operation.LIST, false, SubjectEngine::count);
  }

  /**
   * Ends one session of the user, in one round trip.
   *
   * @param handle the session's name, from a list; a session of somebody else is left alone
   * @return whether the user had that session; a renewed one has another name, so list again
   */
  public boolean revoke(SessionHandle handle) {
    return call(Operation.REVOKE, true, engine -> engine.revoke(handle));
  }

  /**
   * Ends all sessions of the user, in two round trips, one more for each 500 sessions beyond the
   * first, and one more for each time that a session is renewed at the same moment.
   *
   * <p>Every session whose creation, login or renewal had returned before this call is dead when it
   * returns, in all processes. A login that is under way at the same time may live on.
   *
   * @return how many there were
   */
  public int revokeAll() {
    return call(Operation.REVOKE, true, SubjectEngine::revokeAll);
  }

  /**
   * Ends all sessions of the user but one, in three round trips: after a change of the password, say.
   * It promises for the others what {@link #revokeAll} does for all.
   *
   * @param current the session to keep, also if it has been renewed within the grace; if it is gone
   *     already, it does not come back
   * @return how many others there were
   * @throws IllegalArgumentException if {@code current} is not a session of this user
   */
  public int revokeOthers(Session current) {
    return call(Operation.REVOKE, true, engine -> engine.revokeOthers(current));
  }

  private <T> T call(
      Operation operation, boolean write, Function<SubjectEngine, CompletionStage<T>> verb) {
    return await(calls.begin(operation, () -> verb.apply(engine)), write);
  }

  /** {@return a fixed text without the subject} */
  @Override
  public String toString() {
    return "SubjectSessions[hidden]";
  }

  /**
   * A session in a list. It has no token: who sees the list cannot use the session.
   *
   * <p>Immutable and safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Entry {

    private final AttributeFormat format;
    private final SessionHandle handle;
    private final Stored stored;
    private final Set<String> loaded;

    Entry(AttributeFormat format, SessionHandle handle, Stored stored, Set<String> loaded) {
      this.format = format;
      this.handle = handle;
      this.stored = stored;
      this.loaded = loaded;
    }

    /** {@return the public name of the session, for {@link SubjectSessions#revoke}} */
    public SessionHandle handle() {
      return handle;
    }

    /** {@return when the session was created, by the clock of the store} */
    public Instant createdAt() {
      return stored.createdAt();
    }

    /**
     * {@return when the session was last used, by the clock of the store; up to the store's touch
     * interval too early, and not updated any more when the absolute limit is nearer than the idle
     * one}
     */
    public Instant lastUsedAt() {
      Instant touched = stored.deadline().minus(stored.idle());
      return touched.isBefore(createdAt()) ? createdAt() : touched;
    }

    /** {@return when the session expires unless it is used again, by the clock of the store} */
    public Instant expiresAt() {
      return stored.deadline();
    }

    /**
     * Finds the value of an attribute.
     *
     * @param <T> the type of the attribute
     * @param key the attribute
     * @return the value; or empty if there is none or it has expired
     * @throws UnreadableAttributeException if the stored value cannot be read as the key's type
     * @throws IllegalStateException if the attribute was not asked for
     */
    public <T> Optional<T> find(SessionKey<T> key) {
      if (!loaded.contains(key.name())) {
        throw new IllegalStateException(
            "attribute \"%s\" was not loaded; add its key to list(…)".formatted(key.name()));
      }
      byte[] bytes = stored.attributes().get(key.name());
      return bytes == null ? Optional.empty() : format.read(key, bytes, stored.codec());
    }

    /** {@return the handle and the names of the loaded attributes; no value} */
    @Override
    public String toString() {
      return "Entry[" + handle + ", attributes="
          + new TreeSet<>(stored.attributes().keySet()) + "]";
    }
  }

  /**
   * The same verbs, answering stages, from {@link SessionStore.Async#subject}.
   *
   * @since 0.1.0
   */
  public interface Async {

    /**
     * {@return a stage for {@link SubjectSessions#list}}
     *
     * @param keys the attributes to load
     */
    CompletionStage<List<Entry>> list(SessionKey<?>... keys);

    /** {@return a stage for {@link SubjectSessions#count}} */
    CompletionStage<Integer> count();

    /**
     * {@return a stage for {@link SubjectSessions#revoke}}
     *
     * @param handle the session's name
     */
    CompletionStage<Boolean> revoke(SessionHandle handle);

    /** {@return a stage for {@link SubjectSessions#revokeAll}} */
    CompletionStage<Integer> revokeAll();

    /**
     * {@return a stage for {@link SubjectSessions#revokeOthers}}
     *
     * @param current the session to keep
     */
    CompletionStage<Integer> revokeOthers(Session current);
  }
}
