// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts work in flight in loops that are too hot for a {@link Permit}: nothing is allocated, no
 * lock is taken, and the work has no name in reports but that of its gate.
 *
 * {@snippet class="dev.twelvefactor.lifecycle.LifecycleSnippets" region="gate"}
 *
 * <p>Of a closed gate, the moment when the last one leaves is exact: nobody is inside then, and
 * nobody enters later. Safe for use by many threads; a pass may be given back on another thread.
 *
 * @since 0.1.0
 */
public final class Gate {

  /** What {@link #enter()} answers when the gate is closed. */
  public static final int REFUSED = -1;

  // A stripe is one word: bit 0 tells that it is closed, the rest counts who is inside. Words are
  // 128 bytes apart, so that two stripes never share a cache line, nor a pair of them.
  private static final int SPACING = 16;
  private static final long ONE = 2;
  private static final long CLOSED = 1;

  private final String name;
  private final int stripes = Striping.stripes();
  private final AtomicLongArray words = new AtomicLongArray((stripes + 1) * SPACING);
  private final AtomicIntegerArray latched = new AtomicIntegerArray(stripes);
  private final AtomicInteger stripesLeft = new AtomicInteger(stripes);
  private final CompletableFuture<Void> empty = new CompletableFuture<>();

  private Gate(String name) {
    this.name = name;
  }

  /**
   * Makes an open gate that nobody closes but the caller; see {@link ShutdownCoordinator#gate} for
   * one that closes when draining begins.
   *
   * @param name what the gate is called in reports
   * @return the gate
   */
  public static Gate create(String name) {
    return new Gate(requireNonNull(name, "name"));
  }

  /**
   * Enters.
   *
   * @return a pass to give to {@link #exit} exactly once; or {@link #REFUSED}, which is negative,
   *     if the gate is closed
   */
  public int enter() {
    int stripe = Striping.index(stripes);
    if ((words.getAndAdd(word(stripe), ONE) & CLOSED) == 0) {
      return stripe;
    }
    exit(stripe);
    return REFUSED;
  }

  /**
   * Leaves.
   *
   * @param pass what {@link #enter()} has answered
   * @throws IllegalStateException if more have left than have entered
   * @throws IndexOutOfBoundsException if {@code pass} is none
   */
  public void exit(int pass) {
    long left = words.addAndGet(word(Objects.checkIndex(pass, stripes)), -ONE);
    if (left == CLOSED) {
      latch(pass);
      return;
    }
    if (left < 0) {
      words.addAndGet(word(pass), ONE);
      throw new IllegalStateException(
          "gate \"" + name + "\": pass " + pass + " was given back twice; call exit once an enter");
    }
  }

  /**
   * Closes the gate; those inside may finish. Closing twice does nothing.
   *
   * @return completes when nobody is inside; the same each time
   */
  public CompletionStage<Void> close() {
    for (int stripe = 0; stripe < stripes; stripe++) {
      if (closeWord(word(stripe)) == 0) {
        latch(stripe);
      }
    }
    return empty.minimalCompletionStage();
  }

  private long closeWord(int word) {
    long before = words.get(word);
    while (!words.compareAndSet(word, before, before | CLOSED)) {
      before = words.get(word);
    }
    return before;
  }

  /**
   * Notes that a closed stripe is empty, once. Its count may be seen above zero afterwards, of those
   * who are just being refused, but nobody is inside again.
   */
  private void latch(int stripe) {
    if (latched.compareAndSet(stripe, 0, 1) && stripesLeft.decrementAndGet() == 0) {
      empty.complete(null);
    }
  }

  /** {@return how many are inside; exact when nobody enters or leaves meanwhile} */
  public long inside() {
    long sum = 0;
    for (int stripe = 0; stripe < stripes; stripe++) {
      sum += words.get(word(stripe)) >> 1;
    }
    return sum;
  }

  /** {@return what the gate is called in reports} */
  public String name() {
    return name;
  }

  CompletableFuture<Void> empty() {
    return empty;
  }

  private static int word(int stripe) {
    return (stripe + 1) * SPACING;
  }
}
