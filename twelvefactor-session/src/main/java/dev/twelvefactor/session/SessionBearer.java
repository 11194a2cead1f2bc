// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Carries a token in the {@code Authorization} header as {@code Bearer …} (RFC 6750), for clients
 * that are no browsers, where {@link SessionCookie} is for those that are.
 *
 * {@snippet class="dev.twelvefactor.session.SessionSnippets" region="bearer"}
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class SessionBearer {

  /** RFC 9110, section 11.1: the scheme in any case, then spaces. */
  private static final Pattern HEADER =
      Pattern.compile(" *bearer +([A-Za-z0-9_.-]{1,128}) *", Pattern.CASE_INSENSITIVE);

  private final TokenText text;

  private SessionBearer(TokenText text) {
    this.text = text;
  }

  /** {@return a bearer of tokens without signatures} */
  public static SessionBearer standard() {
    return new SessionBearer(TokenText.UNSIGNED);
  }

  /**
   * Makes a bearer of signed tokens.
   *
   * @param keys as for {@link SessionCookie.Builder#keys}
   * @return the bearer
   * @throws IllegalArgumentException if there are more than 8, or one is shorter than 32 characters
   */
  public static SessionBearer signed(List<String> keys) {
    return new SessionBearer(TokenText.signed(keys));
  }

  /**
   * Makes the bearer that the environment asks for.
   *
   * @param environment {@code SESSION_TOKEN_KEYS} as for {@link SessionCookie#fromEnvironment}
   * @return the bearer
   * @throws IllegalArgumentException if the variable is malformed; its value is not repeated
   */
  public static SessionBearer fromEnvironment(Map<String, String> environment) {
    return new SessionBearer(TokenText.fromEnvironment(environment));
  }

  /**
   * Finds the token in a request.
   *
   * @param authorizationHeader the value of the {@code Authorization} header, untrusted, or null if
   *     there is none
   * @return the token, which may belong to no session; or empty if there is none, or with keys none
   *     with a good signature
   */
  public Optional<SessionToken> read(@Nullable String authorizationHeader) {
    if (authorizationHeader == null) {
      return Optional.empty();
    }
    Matcher header = HEADER.matcher(authorizationHeader);
    return header.matches() ? text.read(header.group(1)) : Optional.empty();
  }

  /**
   * Writes a token for the client, which sends it after {@code Bearer} and a space.
   *
   * @param token the session's token
   * @return 43 characters, or 87 with a signature; a secret
   */
  public String write(SessionToken token) {
    return text.write(token);
  }

  /** {@return a fixed text without the keys} */
  @Override
  public String toString() {
    return "SessionBearer[Bearer]";
  }
}
