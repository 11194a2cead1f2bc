// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

/**
 * The public name of a session: safe to log and to list, of no use to log in.
 *
 * <p>It is the first half of the token's SHA-256, and the name of the session in the store.
 *
 * @param value 22 characters of base64url
 * @since 0.1.0
 */
public record SessionHandle(String value) {

  private static final int CHARACTERS = 22;

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} is not 22 characters of base64url
   */
  public SessionHandle {
    if (!isHandle(value)) {
      throw new IllegalArgumentException(
          "session handle of " + value.length() + " characters (expected: 22 of base64url)");
    }
  }

  private static boolean isHandle(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
        return false;
      }
    }
    return value.length() == CHARACTERS;
  }

  /** {@return the value alone} */
  @Override
  public String toString() {
    return value;
  }
}
