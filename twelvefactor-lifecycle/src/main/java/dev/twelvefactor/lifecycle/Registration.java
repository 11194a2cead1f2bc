// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

/**
 * What was registered to be closed, so that it can be taken back. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class Registration implements AutoCloseable {

  private final Closers closers;
  private final Closer closer;
  private final boolean ranAtOnce;

  Registration(Closers closers, Closer closer, boolean ranAtOnce) {
    this.closers = closers;
    this.closer = closer;
    this.ranAtOnce = ranAtOnce;
  }

  /**
   * Lets this closer run at the same time as all others of its phase, for ones that depend on no
   * other. It then has the whole time of its phase.
   *
   * @return this registration
   */
  public Registration parallel() {
    closer.parallel = true;
    return this;
  }

  /**
   * {@return whether the phase had begun already, so that the closer has run on the thread that
   * registered it}
   */
  public boolean ranAtOnce() {
    return ranAtOnce;
  }

  /** Takes the registration back. Does nothing if the phase has begun, or when called twice. */
  @Override
  public void close() {
    closers.remove(closer);
  }

  /** {@return phase and name of the closer} */
  @Override
  public String toString() {
    return "Registration[" + closer.phase() + " " + closer.name() + "]";
  }
}
