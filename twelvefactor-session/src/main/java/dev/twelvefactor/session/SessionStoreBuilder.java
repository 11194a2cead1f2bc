// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The options that all session stores have in common. Each is checked when it is set.
 *
 * <p>Builders are not safe for use by many threads; what they build is.
 *
 * @param <B> the builder itself
 * @since 0.1.0
 */
public abstract class SessionStoreBuilder<B extends SessionStoreBuilder<B>> {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final int MOST_ATTRIBUTES = 1000;
  private static final int MOST_PER_SUBJECT = 1000;
  private static final Duration LONGEST_TOUCH_INTERVAL = Duration.ofSeconds(60);

  private static final Duration DEFAULT_IDLE = Duration.ofMinutes(30);

  private @Nullable Duration idle;
  Duration absolute = Duration.ofHours(12);

  @Nullable
  Duration renewal;

  Duration renewalGrace = Duration.ofSeconds(30);

  @Nullable
  Duration touchInterval;

  int maxAttributeBytes = 64 * 1024;
  int maxSessionBytes = 256 * 1024;
  int maxAttributes = 128;
  AttributeCodec codec = AttributeCodec.json();

  /** 0 is no limit. */
  int maxPerSubject;

  Overflow overflow = Overflow.REVOKE_OLDEST;
  Outage outage = Outage.FAIL;
  SessionObserver observer = new SessionObserver() {};

  /** For subclasses. */
  protected SessionStoreBuilder() {}

  /** {@return this builder, as its own type} */
  protected abstract B self();

  /** {@return a store with these options; each call opens one of its own} */
  public abstract SessionStore build();

  /**
   * Puts a store with these options on a back end, which it closes with itself.
   *
   * @param backend where the sessions are
   * @param subjectKey hides the subjects' names in the back end's key space; the same in all
   *     processes that share the sessions
   * @return the store
   * @throws IllegalArgumentException if {@link #idle} was set to more than {@link #absolute} is
   */
  protected final SessionStore over(SessionBackend backend, byte[] subjectKey) {
    if (idle().compareTo(absolute) > 0) {
      backend.close();
      throw new IllegalArgumentException(
          "idle: " + idle + " (expected: at most absolute, which is " + absolute + ")");
    }
    return new BackedSessionStore(backend, new SubjectHash(new Hmac(subjectKey)), this);
  }

  /**
   * Sets how long a session lives without being used.
   *
   * @param idle 1 ms to 3650 days, and at most {@link #absolute}, which is checked when the store is
   *     built; the default is 30 minutes, or {@code absolute} if that is less
   * @return this builder
   * @throws IllegalArgumentException if {@code idle} is out of bounds
   */
  public final B idle(Duration idle) {
    this.idle = within("idle", idle);
    return self();
  }

  /**
   * Sets how long a session lives, however much it is used.
   *
   * @param absolute 1 ms to 3650 days; the default is 12 hours. For an {@link #idle} time of two
   *     days this has to be raised too
   * @return this builder
   * @throws IllegalArgumentException if {@code absolute} is out of bounds
   */
  public final B absolute(Duration absolute) {
    this.absolute = within("absolute", absolute);
    return self();
  }

  /**
   * Sets the age of a token from which {@link Session#renewalDue()} asks for a new one.
   *
   * @param renewal 1 ms to 3650 days; by default a token is never due
   * @return this builder
   * @throws IllegalArgumentException if {@code renewal} is out of bounds
   */
  public final B renewal(Duration renewal) {
    this.renewal = within("renewal", renewal);
    return self();
  }

  /**
   * Sets how long the old token still finds a session that was renewed.
   *
   * @param grace 1 ms to 3650 days; the default is 30 seconds
   * @return this builder
   * @throws IllegalArgumentException if {@code grace} is out of bounds
   */
  public final B renewalGrace(Duration grace) {
    this.renewalGrace = within("renewalGrace", grace);
    return self();
  }

  /**
   * Sets how much time passes between two writes that only keep a session alive. A session may
   * expire this much before its idle time is over.
   *
   * @param interval 1 ms to 3650 days, and in effect at most half of a session's idle time; the default
   *     is 60 seconds or a twentieth of the idle time, whichever is less
   * @return this builder
   * @throws IllegalArgumentException if {@code interval} is out of bounds
   */
  public final B touchInterval(Duration interval) {
    this.touchInterval = within("touchInterval", interval);
    return self();
  }

  /**
   * Sets how large an encoded attribute may be.
   *
   * @param bytes at least 1; the default is 65536
   * @return this builder
   * @throws IllegalArgumentException if {@code bytes} is less than 1
   */
  public final B maxAttributeBytes(int bytes) {
    this.maxAttributeBytes = positive("maxAttributeBytes", bytes);
    return self();
  }

  /**
   * Sets how large the encoded attributes of a session may be together.
   *
   * @param bytes at least 1; the default is 262144
   * @return this builder
   * @throws IllegalArgumentException if {@code bytes} is less than 1
   */
  public final B maxSessionBytes(int bytes) {
    this.maxSessionBytes = positive("maxSessionBytes", bytes);
    return self();
  }

  /**
   * Sets how many attributes a session may have.
   *
   * @param count 1 to 1000; the default is 128
   * @return this builder
   * @throws IllegalArgumentException if {@code count} is out of bounds
   */
  public final B maxAttributes(int count) {
    if (count < 1 || count > MOST_ATTRIBUTES) {
      throw new IllegalArgumentException("maxAttributes: " + count + " (expected: 1 to 1000)");
    }
    this.maxAttributes = count;
    return self();
  }

  /**
   * Sets how attribute values become bytes.
   *
   * @param codec the default is {@link AttributeCodec#json()}
   * @return this builder
   */
  public final B codec(AttributeCodec codec) {
    this.codec = Objects.requireNonNull(codec, "codec");
    return self();
  }

  /**
   * Sets how many sessions a subject may have at the same time. It is never exceeded, however many
   * log in at once. Where there is room, that costs nothing; at the limit, one round trip more.
   *
   * @param count 1 to 1000; by default there is no limit
   * @return this builder
   * @throws IllegalArgumentException if {@code count} is out of bounds
   */
  public final B maxPerSubject(int count) {
    if (count < 1 || count > MOST_PER_SUBJECT) {
      throw new IllegalArgumentException("maxPerSubject: " + count + " (expected: 1 to 1000)");
    }
    this.maxPerSubject = count;
    return self();
  }

  /**
   * Sets what happens when a subject with as many sessions as it may have gets another one.
   *
   * @param overflow the default is {@link Overflow#REVOKE_OLDEST}
   * @return this builder
   */
  public final B overflow(Overflow overflow) {
    this.overflow = Objects.requireNonNull(overflow, "overflow");
    return self();
  }

  /**
   * Sets what {@link SessionStore#find} answers when the server cannot be reached.
   *
   * @param outage the default is {@link Outage#FAIL}
   * @return this builder
   */
  public final B outage(Outage outage) {
    this.outage = Objects.requireNonNull(outage, "outage");
    return self();
  }

  /**
   * Sets who hears what is done with sessions, for metrics.
   *
   * @param observer by default nobody
   * @return this builder
   */
  public final B observer(SessionObserver observer) {
    this.observer = Objects.requireNonNull(observer, "observer");
    return self();
  }

  Duration idle() {
    return idle == null ? shorter(DEFAULT_IDLE, absolute) : idle;
  }

  static Duration within(String option, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(option + ": " + value + " (expected: 1 ms to 3650 days)");
    }
    return value;
  }

  private static int positive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + ": " + value + " (expected: >= 1)");
    }
    return value;
  }

  /** The touch interval of a session with the given idle time. */
  static Duration touchInterval(@Nullable Duration configured, Duration idle) {
    return configured == null
        ? shorter(LONGEST_TOUCH_INTERVAL, Duration.ofMillis(idle.toMillis() / 20))
        : shorter(configured, Duration.ofMillis(idle.toMillis() / 2));
  }

  private static Duration shorter(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }

  /**
   * What happens to the sessions of a subject that has too many.
   *
   * @since 0.1.0
   */
  public enum Overflow {
    /** The new session is created, and those whose absolute limits come first are revoked. */
    REVOKE_OLDEST,
    /** The new session is refused with {@link SessionStore.TooManySessionsException}. */
    REJECT
  }

  /**
   * What finding a session does when the server cannot be reached. All other verbs fail.
   *
   * @since 0.1.0
   */
  public enum Outage {
    /** It fails with {@link SessionStoreException}. */
    FAIL,
    /**
     * It answers {@linkplain Session#isStandIn() a stand-in}, so that a page which can do without a
     * session is served. Nothing is created and the cookie stays as it is, so that the user is
     * logged in again as soon as the server is back.
     */
    ANONYMOUS
  }
}
