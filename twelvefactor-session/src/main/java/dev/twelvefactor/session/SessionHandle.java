// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import java.util.regex.Pattern;

/**
 * The public name of a session: safe to log and to list, of no use to log in.
 *
 * <p>It is the first half of the token's SHA-256, and the name of the session in the store.
 *
 * @param value 22 characters of base64url
 * @since 0.1.0
 */
public record SessionHandle(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} is not 22 characters of base64url
   */
  public SessionHandle {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "session handle of " + value.length() + " characters (expected: 22 of base64url)");
    }
  }

  /** {@return the value alone} */
  @Override
  public String toString() {
    return value;
  }
}
