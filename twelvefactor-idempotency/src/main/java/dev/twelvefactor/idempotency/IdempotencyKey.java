// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What makes two calls of an operation the same call: a key of the caller, within a scope, bound to
 * what was asked.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="key"}
 *
 * <p>Immutable and safe for use by many threads. Scope and key are nowhere shown and nowhere stored
 * but as part of a digest.
 *
 * @since 0.1.0
 */
public final class IdempotencyKey {

  private static final int MAX_KEY_CHARACTERS = 255;
  private static final int MAX_SCOPE_CHARACTERS = 1024;

  /** Stands for "not compared"; no digest looks like it. */
  private static final String WITHOUT_FINGERPRINT = "-".repeat(Digest.LENGTH);

  private final String scope;
  private final String key;
  private final String fingerprint;

  private IdempotencyKey(String scope, String key, String fingerprint) {
    this.scope = checked("scope", scope, MAX_SCOPE_CHARACTERS);
    this.key = checked("key", key, MAX_KEY_CHARACTERS);
    this.fingerprint = fingerprint;
  }

  /**
   * Makes a key that is bound to a request: the same key with other bytes is a mismatch, never
   * somebody else's result.
   *
   * @param scope whose key it is, such as the tenant or the user; 1 to 1024 characters. Keys of
   *     different scopes never meet, so this must not come from the client unchecked
   * @param key what the client calls the operation, 1 to 255 characters
   * @param body what is asked for, as bytes; only its SHA-256 is kept
   * @return the key
   * @throws IllegalArgumentException if scope or key are empty or too long
   */
  public static IdempotencyKey of(String scope, String key, byte[] body) {
    return new IdempotencyKey(scope, key, Digest.of(requireNonNull(body, "body")));
  }

  /**
   * Makes a key that is bound to a request.
   *
   * @param scope as for {@link #of(String, String, byte[])}
   * @param key as for {@link #of(String, String, byte[])}
   * @param body what is asked for, as text
   * @return the key
   * @throws IllegalArgumentException if scope or key are empty or too long
   */
  public static IdempotencyKey of(String scope, String key, String body) {
    return of(scope, key, requireNonNull(body, "body").getBytes(UTF_8));
  }

  /**
   * Makes a key that is bound to no request: whoever uses it again gets the first result, whatever
   * is asked. For keys that are made of the request itself, such as the id of a message.
   *
   * @param scope as for {@link #of(String, String, byte[])}
   * @param key as for {@link #of(String, String, byte[])}
   * @return the key
   * @throws IllegalArgumentException if scope or key are empty or too long
   */
  public static IdempotencyKey withoutFingerprint(String scope, String key) {
    return new IdempotencyKey(scope, key, WITHOUT_FINGERPRINT);
  }

  private static String checked(String name, String value, int limit) {
    requireNonNull(value, name);
    if (value.isEmpty() || value.length() > limit) {
      throw new IllegalArgumentException(
          name + " of " + value.length() + " characters (expected: 1 to " + limit + ")");
    }
    return value;
  }

  IdempotencyRecord.RecordKey record(String operation) {
    return new IdempotencyRecord.RecordKey(operation, Digest.of(scope, operation, key));
  }

  String fingerprint() {
    return fingerprint;
  }

  String downstreamKey(String operation, String name) {
    return Digest.of(scope, operation, key, fingerprint, name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdempotencyKey that
        && scope.equals(that.scope)
        && key.equals(that.key)
        && fingerprint.equals(that.fingerprint);
  }

  @Override
  public int hashCode() {
    return (scope.hashCode() * 31 + key.hashCode()) * 31 + fingerprint.hashCode();
  }

  /** {@return only that it is a key: it may be somebody's secret} */
  @Override
  public String toString() {
    return "IdempotencyKey";
  }
}
