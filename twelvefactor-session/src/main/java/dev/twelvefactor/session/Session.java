// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import dev.twelvefactor.session.SessionBackend.Change;
import dev.twelvefactor.session.SessionBackend.Head;
import dev.twelvefactor.session.SessionBackend.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a session, and the changes made to it that are not saved yet.
 *
 * <p>Attributes are decoded when they are read, each time anew: to change a value that was read
 * changes neither the session nor the store. Attributes that this release does not know stay as
 * they are.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="session"}
 *
 * <p>Sessions are immutable and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Session {

  private final AttributeFormat format;
  private final SessionToken token;
  private final SessionHandle handle;
  private final Stored stored;
  private final boolean renewalDue;

  /** What was loaded, or null if everything was. */
  private final @Nullable Set<String> loaded;

  /** Encoded values by name; null stands for a removal. */
  private final Map<String, byte @Nullable []> pending;

  private Session(
      Session origin,
      Stored stored,
      @Nullable Set<String> loaded,
      Map<String, byte @Nullable []> pending) {
    this.format = origin.format;
    this.token = origin.token;
    this.handle = origin.handle;
    this.renewalDue = origin.renewalDue;
    this.stored = stored;
    this.loaded = loaded;
    this.pending = pending;
  }

  Session(
      AttributeFormat format,
      SessionToken token,
      Stored stored,
      boolean renewalDue,
      @Nullable Set<String> loaded) {
    this.format = format;
    this.token = token;
    this.handle = token.handle();
    this.stored = stored;
    this.renewalDue = renewalDue;
    this.loaded = loaded;
    this.pending = Map.of();
  }

  /** {@return the secret that finds this session; it belongs in the cookie} */
  public SessionToken token() {
    return token;
  }

  /** {@return the public name of this session, for logs and lists} */
  public SessionHandle handle() {
    return handle;
  }

  /** {@return the user that this session belongs to, or empty for a visitor's} */
  public Optional<String> subject() {
    return Optional.ofNullable(stored.subject());
  }

  /** {@return when this session was created, by the clock of the store} */
  public Instant createdAt() {
    return stored.createdAt();
  }

  /** {@return when this session expires unless it is used again, by the clock of the store} */
  public Instant expiresAt() {
    return stored.deadline();
  }

  /** {@return when this session expires in any case, by the clock of the store} */
  public Instant absoluteDeadline() {
    return stored.absoluteDeadline();
  }

  /**
   * {@return whether the token is older than the store's renewal limit, so that {@link
   * SessionStore#renew} should be called}
   */
  public boolean renewalDue() {
    return renewalDue;
  }

  /**
   * {@return whether the store could not be read and answered this instead, as {@link
   * SessionStoreBuilder.Outage#ANONYMOUS} has it}
   *
   * <p>A stand-in has the token that the client sent, so its cookie stays as it is. It has no
   * subject and no attributes, and its times are the epoch.
   */
  public boolean isStandIn() {
    return stored.version() == 0;
  }

  /**
   * Finds the value of an attribute.
   *
   * @param <T> the type of the attribute
   * @param key the attribute
   * @return a value that nobody else holds; or empty if there is none or it has expired
   * @throws UnreadableAttributeException if the stored value cannot be read as the key's type
   * @throws IllegalStateException if this session was found without loading the attribute
   */
  public <T> Optional<T> find(SessionKey<T> key) {
    if (pending.containsKey(key.name())) {
      byte[] bytes = pending.get(key.name());
      return bytes == null
          ? Optional.empty()
          : format.read(key, bytes, format.codec().id());
    }
    if (loaded != null && !loaded.contains(key.name())) {
      throw new IllegalStateException(
          "attribute \"%s\" was not loaded; add its key to find(token, …)".formatted(key.name()));
    }
    byte[] bytes = stored.attributes().get(key.name());
    return bytes == null ? Optional.empty() : format.read(key, bytes, stored.codec());
  }

  /**
   * Answers the value of an attribute that must be there.
   *
   * @param <T> the type of the attribute
   * @param key the attribute
   * @return as for {@link #find}
   * @throws NoSuchElementException if there is none or it has expired
   * @throws UnreadableAttributeException if the stored value cannot be read as the key's type
   * @throws IllegalStateException if this session was found without loading the attribute
   */
  public <T> T get(SessionKey<T> key) {
    return find(key)
        .orElseThrow(() -> new NoSuchElementException(
            "session has no attribute \"%s\"; use find(key)".formatted(key.name())));
  }

  /**
   * Sets an attribute. The value is encoded now, so later changes to the object have no effect.
   *
   * @param <T> the type of the attribute
   * @param key the attribute
   * @param value its value, not null
   * @return a copy with this change pending; {@link SessionStore#save} stores it
   * @throws SessionTooLargeException if the encoded value is too large
   * @throws IllegalArgumentException if the codec cannot write the value
   */
  public <T> Session with(SessionKey<T> key, T value) {
    Objects.requireNonNull(value, "value (use without(key) to remove an attribute)");
    return withPending(key.name(), format.write(key, value));
  }

  /**
   * Removes an attribute.
   *
   * @param key the attribute; it need not be there
   * @return a copy with this change pending; {@link SessionStore#save} stores it
   */
  public Session without(SessionKey<?> key) {
    return withPending(key.name(), null);
  }

  private Session withPending(String name, byte @Nullable [] bytes) {
    Map<String, byte @Nullable []> more = new HashMap<>(pending);
    more.put(name, bytes);
    return new Session(this, stored, loaded, more);
  }

  long version() {
    return stored.version();
  }

  boolean isChanged() {
    return !pending.isEmpty();
  }

  AttributeFormat format() {
    return format;
  }

  /** The attributes as they would be with the pending changes. */
  Map<String, byte[]> attributes() {
    return overlaid(stored.attributes());
  }

  /** The given attributes with the pending changes. */
  Map<String, byte[]> overlaid(Map<String, byte[]> base) {
    Map<String, byte[]> result = new HashMap<>(base);
    pending.forEach((name, bytes) -> {
      if (bytes == null) {
        result.remove(name);
      } else {
        result.put(name, bytes);
      }
    });
    return result;
  }

  /** The pending changes, made from the given version. */
  Change change(long expectedVersion, String nonce) {
    Map<String, byte[]> set = overlaid(Map.of());
    List<String> removed = new ArrayList<>(pending.keySet());
    removed.removeAll(set.keySet());
    return new Change(expectedVersion, nonce, set, removed);
  }

  /** This session after its pending changes were stored. */
  Session saved(Head head) {
    Stored now = stored.written(head, attributes());
    Set<String> known = loaded == null ? null : new HashSet<>(loaded);
    if (known != null) {
      known.addAll(pending.keySet());
    }
    return new Session(this, now, known, Map.of());
  }

  /** This session, with its pending changes, under the token it was renewed to. */
  Session renewed(SessionToken successor, Instant issuedAt) {
    Session session = new Session(format, successor, stored.issued(issuedAt), false, loaded);
    return session.carrying(this);
  }

  /** This session with the pending changes of another snapshot. */
  Session carrying(Session other) {
    return new Session(this, stored, loaded, other.pending);
  }

  /** This session under the token at which it was met. */
  Session under(SessionToken current) {
    return token.equals(current)
        ? this
        : new Session(format, current, stored, renewalDue, loaded).carrying(this);
  }

  /** What makes the given attributes of the stored ones. */
  Change changeTo(Map<String, byte[]> attributes) {
    Map<String, byte[]> set = new HashMap<>(attributes);
    set.entrySet()
        .removeIf(
            entry -> Arrays.equals(entry.getValue(), stored.attributes().get(entry.getKey())));
    Set<String> removed = new HashSet<>(stored.attributes().keySet());
    removed.removeAll(attributes.keySet());
    return new Change(0, "", set, removed);
  }

  Head head() {
    return new Head(stored.version(), stored.deadline());
  }

  Stored stored() {
    return stored;
  }

  /** {@return the handle and the names of the loaded attributes; no token and no value} */
  @Override
  public String toString() {
    return "Session[" + handle + ", attributes=" + new TreeSet<>(attributes().keySet()) + "]";
  }
}
