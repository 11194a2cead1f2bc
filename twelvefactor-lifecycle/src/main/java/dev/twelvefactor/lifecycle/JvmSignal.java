// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * A signal that the JVM hands to us. The build compiles this class by itself, since every compiler
 * warns of {@code sun.misc} and none can be told not to; it must not use another class of ours.
 */
final class JvmSignal implements SignalHandler {

  private final Signal signal;
  private final Runnable handler;

  private JvmSignal(Signal signal, Runnable handler) {
    this.signal = signal;
    this.handler = handler;
  }

  /**
   * Handles a signal from now on.
   *
   * @return what brings back the handler before, unless another has taken ours away meanwhile
   * @throws IllegalStateException if this JVM does not hand the signal out
   */
  static Runnable handle(String name, Runnable handler) {
    try {
      JvmSignal ours = new JvmSignal(new Signal(name), handler);
      SignalHandler before = Signal.handle(ours.signal, ours);
      return new Runnable() {
        @Override
        public void run() {
          ours.giveBackTo(before);
        }
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the JVM keeps SIG" + name + " for itself", e);
    }
  }

  private void giveBackTo(SignalHandler before) {
    SignalHandler current = Signal.handle(signal, before);
    if (current != this) {
      Signal.handle(signal, current);
    }
  }

  @Override
  public void handle(Signal received) {
    handler.run();
  }
}
