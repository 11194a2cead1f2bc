// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import dev.twelvefactor.logging.internal.Redaction;
import dev.twelvefactor.logging.internal.StandIn;
import dev.twelvefactor.logging.internal.Thrown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception that a foreign backend cannot be given as it is: because a message has a
 * secret in it, there are more causes than its recursion would survive, or a method of it throws.
 */
final class SafeThrowable extends Exception implements StandIn {

  private static final long serialVersionUID = 1;
  private static final int MOST_CAUSES = 16;

  private final transient Thrown original;

  private SafeThrowable(String description, @Nullable Throwable cause, Thrown original) {
    super(description, cause, /* enableSuppression= */ true, /* writableStackTrace= */ true);
    this.original = original;
  }

  @Override
  public Thrown original() {
    return original;
  }

  /** The exception itself if it is harmless. */
  static Throwable of(Throwable thrown) {
    return isHarmless(thrown) ? thrown : standIn(Thrown.of(thrown));
  }

  private static boolean isHarmless(Throwable thrown) {
    try {
      Throwable next = thrown;
      for (int causes = 0; next != null; causes++) {
        if (causes > MOST_CAUSES || hasSecret(next)) {
          return false;
        }
        for (Throwable suppressed : next.getSuppressed()) {
          if (suppressed.getCause() != null
              || suppressed.getSuppressed().length > 0
              || hasSecret(suppressed)) {
            return false;
          }
        }
        next = next.getCause();
      }
      return true;
    } catch (Throwable failure) {
      return false;
    }
  }

  private static boolean hasSecret(Throwable thrown) {
    String text = thrown.toString();
    String message = thrown.getMessage();
    boolean shown = message == null || clean(message).equals(message);
    return thrown.getStackTrace() == null || !shown || !clean(text).equals(text);
  }

  private static String clean(String text) {
    return Redaction.standard().text(text);
  }

  private static SafeThrowable standIn(Thrown thrown) {
    List<Thrown> chain = new ArrayList<>();
    for (Thrown next = thrown; next != null; next = next.cause()) {
      chain.add(next);
    }
    SafeThrowable result = null;
    for (int i = chain.size() - 1; i >= 0; i--) {
      result = single(chain.get(i), result);
    }
    if (result == null) {
      throw new IllegalStateException("a chain has at least the exception itself");
    }
    return result;
  }

  private static SafeThrowable single(Thrown thrown, @Nullable SafeThrowable cause) {
    String message = thrown.message();
    String description = message == null ? thrown.type() : thrown.type() + ": " + message;
    SafeThrowable result = new SafeThrowable(clean(description), cause, thrown);
    result.setStackTrace(thrown.frames());
    thrown.suppressed().forEach(suppressed -> result.addSuppressed(standIn(suppressed)));
    return result;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }

  /** What the exception in whose place this is would say, which has its own type in front. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return String.valueOf(getMessage());
  }
}
