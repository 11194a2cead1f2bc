// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The JVM that this runs in. */
final class RealJvm implements ShutdownCoordinatorBuilder.Jvm {

  private static final AtomicReference<@Nullable Throwable> INSTALLED = new AtomicReference<>();

  private final AtomicReference<@Nullable ScheduledThreadPoolExecutor> scheduler =
      new AtomicReference<>();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        scheduler().schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Made when first needed, since a service that runs needs no timer. */
  private ScheduledThreadPoolExecutor scheduler() {
    ScheduledThreadPoolExecutor made = scheduler.get();
    if (made != null) {
      return made;
    }
    made = new ScheduledThreadPoolExecutor(1, new Daemon("timer"));
    made.setKeepAliveTime(1, TimeUnit.SECONDS);
    made.allowCoreThreadTimeOut(true);
    made.setRemoveOnCancelPolicy(true);
    ScheduledThreadPoolExecutor earlier = scheduler.compareAndExchange(null, made);
    return earlier == null ? made : earlier;
  }

  @Override
  public Runnable onSignal(String name, Runnable handler) {
    try {
      return JvmSignal.handle(name, handler);
    } catch (LinkageError e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  @Override
  public Runnable onExit(Runnable hook) {
    Throwable here = new Throwable("installed here");
    Throwable earlier = INSTALLED.compareAndExchange(null, here);
    if (earlier != null) {
      throw new IllegalStateException(
          "a ShutdownCoordinator is installed already, where the cause says; a process has one:"
              + " pass it on, or uninstall() it first",
          earlier);
    }
    Thread thread = new Thread(hook, "twelvefactor-hook");
    try {
      Runtime.getRuntime().addShutdownHook(thread);
    } catch (IllegalStateException e) {
      INSTALLED.set(null);
      throw e;
    }
    return new Runnable() {
      @Override
      public void run() {
        remove(thread);
      }
    };
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      INSTALLED.set(null);
    } catch (IllegalStateException e) {
      // The JVM is shutting down: the hook runs, and nothing can be installed any more.
    }
  }

  @Override
  public void exit(int code) {
    System.exit(code);
  }

  @Override
  public void halt(int code) {
    Runtime.getRuntime().halt(code);
  }
}
