// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A service whose standard output nobody reads, so that everybody who prints waits for ever. */
final class FullPipe {

  private static final int MORE_THAN_ANY_PIPE = 4 * 1024 * 1024;
  private static final int LINE = 4 * 1024;
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final AtomicInteger written = new AtomicInteger();

  private FullPipe() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    ShutdownCoordinator shutdown =
        ShutdownCoordinator.fromEnvironment(System.getenv()).install();
    shutdown.onShutdown(Phase.CLOSE, "store", () -> Files.createFile(folder.resolve("closed")));
    shutdown.onShutdown(Phase.LOGGING, "log", () -> Files.createFile(folder.resolve("log")));
    Permit permit = shutdown.begin(WorkKind.HTTP, "GET /");
    shutdown.started();
    Thread flood = new Thread(FullPipe::flood, "flood");
    flood.setDaemon(true);
    flood.start();
    Thread watch = new Thread(() -> await(shutdown, permit), "watch");
    watch.start();
    awaitFull();
    Path unused = Files.createFile(folder.resolve("ready"));
    NEVER.await();
  }

  private static void flood() {
    while (written.get() < MORE_THAN_ANY_PIPE) {
      System.out.println("x".repeat(LINE));
      written.addAndGet(LINE);
    }
  }

  /** Until the flood has written something, and gets on no more for half a second. */
  private static void awaitFull() throws InterruptedException {
    int before;
    do {
      before = written.get();
      boolean unused = NEVER.await(500, TimeUnit.MILLISECONDS);
    } while (before == 0 || before != written.get());
  }

  private static void await(ShutdownCoordinator shutdown, Permit permit) {
    while (shutdown.state() != LifecycleState.DRAINING) {
      Thread.onSpinWait();
    }
    permit.close();
  }
}
