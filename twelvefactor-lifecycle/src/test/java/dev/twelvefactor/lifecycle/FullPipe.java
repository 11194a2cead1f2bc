// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A service whose standard output nobody reads, so that everybody who prints waits for ever. */
final class FullPipe {

  private static final int MORE_THAN_ANY_PIPE = 4 * 1024 * 1024;

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
    Path unused = Files.createFile(folder.resolve("ready"));
    new CountDownLatch(1).await();
  }

  private static void flood() {
    System.out.println("x".repeat(MORE_THAN_ANY_PIPE));
  }

  private static void await(ShutdownCoordinator shutdown, Permit permit) {
    while (shutdown.state() != LifecycleState.DRAINING) {
      Thread.onSpinWait();
    }
    permit.close();
  }
}
