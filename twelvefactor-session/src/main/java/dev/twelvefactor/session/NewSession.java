// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SessionStore#create} is to create.
 *
 * <p>Immutable and safe for use by many threads; each method answers a copy.
 *
 * @since 0.1.0
 */
public final class NewSession {

  private static final int MAX_SUBJECT_CHARACTERS = 256;
  private static final NewSession ANONYMOUS = new NewSession(null, null, null, Map.of());

  private final @Nullable String subject;
  private final @Nullable Duration idle;
  private final @Nullable Duration absolute;
  private final Map<SessionKey<?>, Object> attributes;

  private NewSession(
      @Nullable String subject,
      @Nullable Duration idle,
      @Nullable Duration absolute,
      Map<SessionKey<?>, Object> attributes) {
    this.subject = subject;
    this.idle = idle;
    this.absolute = absolute;
    this.attributes = attributes;
  }

  /** {@return a session of nobody, such as a visitor's} */
  public static NewSession anonymous() {
    return ANONYMOUS;
  }

  /**
   * Makes a session of a user.
   *
   * @param subject the user's identifier; 1 to 256 characters
   * @return a session of that user
   * @throws IllegalArgumentException if {@code subject} is empty or longer
   */
  public static NewSession forSubject(String subject) {
    if (subject.isEmpty() || subject.length() > MAX_SUBJECT_CHARACTERS) {
      throw new IllegalArgumentException(
          "subject of " + subject.length() + " characters (expected: 1 to 256)");
    }
    return new NewSession(subject, null, null, Map.of());
  }

  /**
   * Adds an attribute.
   *
   * @param <T> the type of the attribute
   * @param key the attribute
   * @param value its value, not null
   * @return a copy with the attribute
   */
  public <T> NewSession with(SessionKey<T> key, T value) {
    Objects.requireNonNull(key, "key");
    Map<SessionKey<?>, Object> more = new LinkedHashMap<>(attributes);
    // Keys are equal by name alone, and a map keeps the key that it has.
    more.remove(key);
    more.put(key, Objects.requireNonNull(value, "value"));
    return new NewSession(subject, idle, absolute, more);
  }

  /**
   * Sets how long this session lives without being used.
   *
   * @param idle at least 1 ms; the default is the store's
   * @return a copy with the limit
   * @throws IllegalArgumentException if {@code idle} is shorter than 1 ms
   */
  public NewSession idle(Duration idle) {
    return new NewSession(
        subject, SessionStoreBuilder.positive("idle", idle), absolute, attributes);
  }

  /**
   * Sets how long this session lives, however much it is used.
   *
   * @param absolute at least 1 ms; the default is the store's
   * @return a copy with the limit
   * @throws IllegalArgumentException if {@code absolute} is shorter than 1 ms
   */
  public NewSession absolute(Duration absolute) {
    return new NewSession(
        subject, idle, SessionStoreBuilder.positive("absolute", absolute), attributes);
  }

  Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  Optional<Duration> idle() {
    return Optional.ofNullable(idle);
  }

  Optional<Duration> absolute() {
    return Optional.ofNullable(absolute);
  }

  Map<SessionKey<?>, Object> attributes() {
    return attributes;
  }

  /** {@return the keys of the attributes, and neither the subject nor a value} */
  @Override
  public String toString() {
    return "NewSession" + attributes.keySet();
  }
}
