// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;

/** A JVM that keeps its signals for itself, so that the shutdown runs in a hook. */
final class WithoutSignals implements ShutdownCoordinatorBuilder.Jvm {

  private final RealJvm jvm = new RealJvm();

  @Override
  public long nanoTime() {
    return jvm.nanoTime();
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    return jvm.schedule(delay, task);
  }

  @Override
  public Runnable onSignal(String name, Runnable handler) {
    throw new IllegalStateException("kept by this test");
  }

  @Override
  public Runnable onExit(Runnable hook) {
    return jvm.onExit(hook);
  }

  @Override
  public void exit(int code) {
    jvm.exit(code);
  }

  @Override
  public void halt(int code) {
    jvm.halt(code);
  }
}
