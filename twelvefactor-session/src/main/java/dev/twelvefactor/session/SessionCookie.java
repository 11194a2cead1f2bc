// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a token in a cookie: the text of a {@code Cookie} header in, the text of a {@code
 * Set-Cookie} header out.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="cookie"}
 *
 * <p>The standard cookie is {@code __Host-id} with {@code Path=/}, {@code Secure}, {@code HttpOnly}
 * and {@code SameSite=Lax}, and lives until the browser closes. The prefix makes browsers refuse the
 * cookie from any other host and over plain HTTP (RFC 6265bis, section 4.1.3.2).
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class SessionCookie {

  private static final Logger log = LoggerFactory.getLogger(SessionCookie.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final String HOST_PREFIX = "__Host-";

  private final String name;
  private final String attributes;
  private final String maxAge;
  private final TokenText text;

  private SessionCookie(Builder options) {
    this.name = options.plainHttp ? options.name : HOST_PREFIX + options.name;
    this.attributes = "; Path=/"
        + (options.plainHttp ? "" : "; Secure")
        + "; HttpOnly; SameSite="
        + options.sameSite.attribute()
        + (options.partitioned ? "; Partitioned" : "");
    this.text = options.text;
    this.maxAge = options.maxAge == null ? "" : "; Max-Age=" + options.maxAge.toSeconds();
  }

  /** {@return the standard cookie} */
  public static SessionCookie standard() {
    return builder().build();
  }

  /** {@return a builder for another cookie} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes the cookie that the environment asks for.
   *
   * @param environment {@code SESSION_COOKIE} is {@code standard}, the default, or {@code plain}
   *     for {@link Builder#plainHttp()}; {@code SESSION_TOKEN_KEYS} are the keys for {@link
   *     Builder#keys}, with commas between them
   * @return the cookie
   * @throws IllegalArgumentException if {@code SESSION_COOKIE} is something else, or a key is too
   *     short; no key is repeated
   */
  public static SessionCookie fromEnvironment(Map<String, String> environment) {
    Builder builder = builder();
    builder.text = TokenText.fromEnvironment(environment);
    String mode = environment.getOrDefault("SESSION_COOKIE", "");
    return switch (mode.isBlank() ? "standard" : mode) {
      case "standard" -> builder.build();
      case "plain" -> builder.plainHttp().build();
      default ->
        throw new IllegalArgumentException(
            "SESSION_COOKIE is \"" + mode + "\" (expected: standard or plain)");
    };
  }

  /**
   * Finds the token in a request.
   *
   * @param cookieHeader the value of the {@code Cookie} header, untrusted, or null if there is none
   * @return the first well-formed token under this cookie's name, which may belong to no session;
   *     or empty if there is none, or with keys none with a good signature
   */
  public Optional<SessionToken> read(@Nullable String cookieHeader) {
    if (cookieHeader == null) {
      return Optional.empty();
    }
    int start = 0;
    while (start < cookieHeader.length()) {
      int end = cookieHeader.indexOf(';', start);
      end = end < 0 ? cookieHeader.length() : end;
      Optional<SessionToken> token = token(cookieHeader.substring(start, end).strip());
      if (token.isPresent()) {
        return token;
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private Optional<SessionToken> token(String pair) {
    return pair.startsWith(name) && pair.startsWith("=", name.length())
        ? text.read(pair.substring(name.length() + 1))
        : Optional.empty();
  }

  /**
   * Writes the cookie of a session.
   *
   * @param token the session's token
   * @return the value of a {@code Set-Cookie} header
   */
  public String write(SessionToken token) {
    return name + "=" + text.write(token) + attributes + maxAge;
  }

  /** {@return the value of a {@code Set-Cookie} header that makes the browser drop the cookie} */
  public String clear() {
    return name + "=" + attributes + "; Max-Age=0";
  }

  /** {@return the name of the cookie} */
  public String name() {
    return name;
  }

  /** {@return the name and the attributes} */
  @Override
  public String toString() {
    return "SessionCookie[" + name + attributes + maxAge + "]";
  }

  /**
   * Whether a browser sends the cookie with requests that another site caused.
   *
   * @since 0.1.0
   */
  public enum SameSite {
    /** Never. */
    STRICT,
    /** When the user follows a link; the default. */
    LAX,
    /** Always. */
    NONE;

    private String attribute() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The options of a cookie, each checked when it is set. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private String name = "id";
    private SameSite sameSite = SameSite.LAX;
    private @Nullable Duration maxAge;
    private boolean plainHttp;
    private boolean partitioned;
    private TokenText text = TokenText.UNSIGNED;

    private Builder() {}

    /**
     * Sets the name, to which {@code __Host-} is prefixed.
     *
     * @param name 1 to 64 of the characters {@code A-Z a-z 0-9 _ . -}; the default is {@code id}
     * @return this builder
     * @throws IllegalArgumentException if the name has another form
     */
    public Builder name(String name) {
      if (!NAME.matcher(name).matches() || name.startsWith("__")) {
        throw new IllegalArgumentException("cookie name \""
            + name
            + "\" (expected: 1 to 64 of A-Z a-z 0-9 _ . - without a prefix such as __Host-)");
      }
      this.name = name;
      return this;
    }

    /**
     * Sets whether other sites cause the cookie to be sent.
     *
     * @param sameSite the default is {@link SameSite#LAX}
     * @return this builder
     */
    public Builder sameSite(SameSite sameSite) {
      this.sameSite = sameSite;
      return this;
    }

    /**
     * Makes the browser keep the cookie when it closes. The limits of the session hold as before.
     *
     * @param maxAge at least 1 second, cut to whole seconds; by default the cookie is not kept
     * @return this builder
     * @throws IllegalArgumentException if {@code maxAge} is shorter than 1 second
     */
    public Builder maxAge(Duration maxAge) {
      if (maxAge.toSeconds() < 1) {
        throw new IllegalArgumentException("maxAge: " + maxAge + " (expected: >= 1 s)");
      }
      this.maxAge = maxAge;
      return this;
    }

    /**
     * Leaves out {@code Secure} and the prefix, for development without HTTPS. {@link #build()}
     * warns in the log: anyone on the network can read and set such a cookie.
     *
     * @return this builder
     */
    public Builder plainHttp() {
      this.plainHttp = true;
      return this;
    }

    /**
     * Signs the tokens, so that a cookie which was made up is refused before the store is asked.
     *
     * <p>To change the key, append the new one everywhere, then put it first everywhere, and drop
     * the old one once the sessions with its signature have reached their absolute limit.
     *
     * @param keys 1 to 8 secrets of at least 32 characters; the first signs, and a signature by any
     *     of them is good. By default there are none, and tokens are not signed
     * @return this builder
     * @throws IllegalArgumentException if there are more, or one is shorter; no key is repeated
     */
    public Builder keys(List<String> keys) {
      this.text = TokenText.signed(keys);
      return this;
    }

    /**
     * Gives each top-level site in which a page is embedded a cookie of its own (CHIPS); for pages
     * that are embedded in others, together with {@link SameSite#NONE}.
     *
     * @return this builder
     */
    public Builder partitioned() {
      this.partitioned = true;
      return this;
    }

    /**
     * Makes the cookie.
     *
     * @return the cookie
     * @throws IllegalStateException if {@link SameSite#NONE} or a partitioned cookie is combined
     *     with plain HTTP, which browsers refuse
     */
    public SessionCookie build() {
      if (plainHttp && sameSite == SameSite.NONE) {
        throw new IllegalStateException(
            "SameSite=None over plain HTTP is refused by browsers; use LAX or HTTPS");
      }
      if (plainHttp && partitioned) {
        throw new IllegalStateException(
            "Partitioned over plain HTTP is refused by browsers; use HTTPS");
      }
      if (plainHttp) {
        log.warn("sessions travel over plain HTTP, without Secure; never do this in production");
      }
      return new SessionCookie(this);
    }
  }
}
