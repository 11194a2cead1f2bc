// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.lifecycle.Permit;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.lifecycle.WorkKind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** A process that {@link LifecycleProcesses} measures; prints one line: nanoseconds, or ready. */
public final class LifecycleChild {

  private static final int PERMITS = 1000;

  private LifecycleChild() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "hook" -> hook();
      case "install" -> install();
      case "logged" -> logged();
      case "report" -> report();
      case "bare" -> park();
      case "idle" -> idle();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void hook() {
    long begun = System.nanoTime();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
    System.out.println(System.nanoTime() - begun);
  }

  private static void install() {
    long begun = System.nanoTime();
    ShutdownCoordinator shutdown = ShutdownCoordinator.builder().build().install();
    long took = System.nanoTime() - begun;
    System.out.println(took);
    shutdown.uninstall();
  }

  /** As in a service that has begun to log, so that the logging backend's start does not count. */
  private static void logged() {
    LoggerFactory.getLogger(LifecycleChild.class).debug("begin");
    install();
  }

  /** The first report of the process, with that many threads stuck in their work. */
  private static void report() throws InterruptedException {
    ShutdownCoordinator shutdown = ShutdownCoordinator.builder().build();
    CountDownLatch begun = new CountDownLatch(PERMITS);
    for (int i = 0; i < PERMITS; i++) {
      Thread thread = new Thread(() -> work(shutdown, begun));
      thread.setDaemon(true);
      thread.start();
    }
    begun.await();
    long start = System.nanoTime();
    String report = shutdown.inFlight().toJson();
    long took = System.nanoTime() - start;
    if (!report.contains("\"count\":" + PERMITS)) {
      throw new IllegalStateException(report);
    }
    System.out.println(took);
  }

  private static void work(ShutdownCoordinator shutdown, CountDownLatch begun) {
    try (Permit permit = shutdown.begin(WorkKind.HTTP, "GET /orders")) {
      begun.countDown();
      while (!permit.cancelled()) {
        LockSupport.park();
      }
    }
  }

  private static void idle() throws InterruptedException {
    ShutdownCoordinator.builder().lameDuck(Duration.ZERO).build().install().started();
    park();
  }

  private static void park() throws InterruptedException {
    System.out.println("ready");
    new CountDownLatch(1).await();
  }
}
