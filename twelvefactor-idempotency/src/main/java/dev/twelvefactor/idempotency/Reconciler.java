// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.util.Objects.requireNonNull;

/**
 * Finds out what became of a run whose owner died, by asking the system where the effect is.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="reconcile"}
 *
 * <p>It is asked before the operation is run again, never beside a run of this process, and may be
 * asked more than once. The dead owner's request may still be under way: answer {@link
 * Evidence#neverWillBe()} only if that is excluded, for example since the effect is written under
 * {@link IdempotentRun#downstreamKey} and only if absent.
 *
 * @param <T> the type of the operation's result
 * @since 0.1.0
 */
@FunctionalInterface
public interface Reconciler<T> {

  /**
   * Looks for the effect of earlier runs.
   *
   * @param run the run to come, with the same downstream keys as the earlier ones
   * @return what was found
   * @throws Exception if it cannot be found out; passed to the caller, and the outcome stays unknown
   */
  Evidence<T> lookup(IdempotentRun run) throws Exception;

  /**
   * What was found.
   *
   * @param <T> the type of the operation's result
   * @since 0.1.0
   */
  sealed interface Evidence<T> {

    /**
     * The effect happened: the operation is not run, and its result is stored.
     *
     * @param <T> the type of the operation's result
     * @param result what the operation would have answered
     * @return the evidence
     */
    static <T> Evidence<T> found(T result) {
      return new Found<>(requireNonNull(result, "result"));
    }

    /**
     * The effect did not happen, and no earlier run will bring it about any more: the operation is
     * run.
     *
     * @param <T> the type of the operation's result
     * @return the evidence
     */
    static <T> Evidence<T> neverWillBe() {
      return new NeverWillBe<>();
    }

    /**
     * Nobody can tell at the moment: the outcome stays unknown, and the next caller asks again.
     *
     * @param <T> the type of the operation's result
     * @return the evidence
     */
    static <T> Evidence<T> cannotTell() {
      return new CannotTell<>();
    }

    /**
     * See {@link Evidence#found}.
     *
     * @param <T> the type of the operation's result
     * @param result what the operation would have answered
     * @since 0.1.0
     */
    record Found<T>(T result) implements Evidence<T> {

      /** {@return only that something was found} */
      @Override
      public String toString() {
        return "Found";
      }
    }

    /**
     * See {@link Evidence#neverWillBe}.
     *
     * @param <T> the type of the operation's result
     * @since 0.1.0
     */
    record NeverWillBe<T>() implements Evidence<T> {}

    /**
     * See {@link Evidence#cannotTell}.
     *
     * @param <T> the type of the operation's result
     * @since 0.1.0
     */
    record CannotTell<T>() implements Evidence<T> {}
  }
}
