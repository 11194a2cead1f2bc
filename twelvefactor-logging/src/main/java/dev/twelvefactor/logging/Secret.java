// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static java.util.Objects.requireNonNull;

/**
 * A value that is shown nowhere unless it is asked for: its text is {@code [REDACTED]}, in a log, in
 * a message and in a debugger alike.
 *
 * <p>It cannot be serialised. Immutable if the value is, and safe for use by many threads.
 *
 * @param <T> the type of the value
 * @since 0.1.0
 */
public final class Secret<T> {

  private final T value;

  private Secret(T value) {
    this.value = value;
  }

  /**
   * Hides a value.
   *
   * @param value the value
   * @param <T> its type
   * @return the secret
   */
  public static <T> Secret<T> of(T value) {
    return new Secret<>(requireNonNull(value, "value"));
  }

  /** {@return the value itself, for the one place that needs it} */
  public T expose() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret<?> secret && value.equals(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** {@return a fixed text without the value} */
  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
