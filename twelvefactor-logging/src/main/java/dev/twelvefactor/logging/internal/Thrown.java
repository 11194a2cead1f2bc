// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception as it was when it was logged: what it says, its frames, its causes and those
 * suppressed in it.
 *
 * <p>At most {@value #MAX_CAUSES} causes in a row and {@value #MAX_SUPPRESSED} suppressed ones are
 * kept, each once; an exception whose own methods throw is shown without what they would tell.
 */
public final class Thrown {

  static final int MAX_CAUSES = 16;
  static final int MAX_SUPPRESSED = 8;
  private static final int MAX_DEPTH = 2;

  /** As many as an exception has with its causes, mostly: a map for two is the smallest. */
  private static final int FEW = 2;

  private static final StackTraceElement[] NO_FRAMES = {};

  private final String type;
  private final @Nullable String message;
  private final StackTraceElement[] frames;
  private @Nullable Thrown cause;
  private List<Thrown> suppressed = List.of();

  /**
   * Describes an exception that is not at hand itself.
   *
   * @param type the name of its class
   * @param message what it says
   * @param frames its stack, the innermost first; not copied
   */
  public Thrown(String type, @Nullable String message, StackTraceElement[] frames) {
    this.type = type;
    this.message = message;
    this.frames = frames;
  }

  /**
   * Looks at an exception; never throws.
   *
   * @param throwable the exception
   * @return what it says of itself
   */
  public static Thrown of(Throwable throwable) {
    return throwable instanceof StandIn standIn
        ? standIn.original()
        : of(throwable, new IdentityHashMap<>(FEW), 0);
  }

  private static Thrown of(
      Throwable throwable, IdentityHashMap<Throwable, Throwable> seen, int depth) {
    Thrown first = single(throwable, seen, depth);
    Thrown last = first;
    Throwable next = causeOf(throwable);
    for (int causes = 0; next != null; causes++) {
      if (seen.containsKey(next)) {
        last.cause = new Thrown("<cycle>", null, NO_FRAMES);
        return first;
      }
      if (causes >= MAX_CAUSES) {
        last.cause = new Thrown("<more causes>", null, NO_FRAMES);
        return first;
      }
      Thrown cause = single(next, seen, depth);
      last.cause = cause;
      last = cause;
      next = causeOf(next);
    }
    return first;
  }

  private static Thrown single(
      Throwable throwable, IdentityHashMap<Throwable, Throwable> seen, int depth) {
    seen.put(throwable, throwable);
    Thrown thrown =
        new Thrown(throwable.getClass().getName(), messageOf(throwable), framesOf(throwable));
    Throwable[] others = suppressedOf(throwable);
    if (others.length == 0 || depth >= MAX_DEPTH) {
      return thrown;
    }
    List<Thrown> suppressed = new ArrayList<>();
    for (int i = 0; i < others.length && i < MAX_SUPPRESSED; i++) {
      if (!seen.containsKey(others[i])) {
        suppressed.add(of(others[i], seen, depth + 1));
      }
    }
    thrown.suppressed = suppressed;
    return thrown;
  }

  private static @Nullable String messageOf(Throwable throwable) {
    try {
      return throwable.getLocalizedMessage();
    } catch (Throwable failure) {
      return "<message failed: " + failure.getClass().getName() + ">";
    }
  }

  private static StackTraceElement[] framesOf(Throwable throwable) {
    try {
      StackTraceElement[] frames = throwable.getStackTrace();
      return frames == null ? NO_FRAMES : frames;
    } catch (Throwable failure) {
      return NO_FRAMES;
    }
  }

  private static @Nullable Throwable causeOf(Throwable throwable) {
    try {
      return throwable.getCause();
    } catch (Throwable failure) {
      return null;
    }
  }

  private static Throwable[] suppressedOf(Throwable throwable) {
    // The only one of these methods that is final, so that it is what the JDK says.
    return throwable.getSuppressed();
  }

  /**
   * Says what caused it and what was suppressed in it.
   *
   * @param cause the cause
   * @param suppressed the suppressed ones
   */
  public void relate(@Nullable Thrown cause, List<Thrown> suppressed) {
    this.cause = cause;
    this.suppressed = List.copyOf(suppressed);
  }

  /** {@return the name of its class} */
  public String type() {
    return type;
  }

  /** {@return what it says} */
  public @Nullable String message() {
    return message;
  }

  /** {@return its stack, the innermost first; not to be changed} */
  public StackTraceElement[] frames() {
    return frames;
  }

  /** {@return what caused it} */
  public @Nullable Thrown cause() {
    return cause;
  }

  /** {@return what was suppressed in it} */
  public List<Thrown> suppressed() {
    return suppressed;
  }

  /** The innermost cause, or this. */
  Thrown root() {
    Thrown root = this;
    for (Thrown next = cause; next != null; next = next.cause) {
      root = next;
    }
    return root;
  }
}
