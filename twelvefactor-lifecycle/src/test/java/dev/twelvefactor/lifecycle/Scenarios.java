// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/** Services that a test starts as a JVM of its own, each named by the first argument. */
final class Scenarios {

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private Scenarios() {}

  interface Scenario {
    void run(ShutdownCoordinator shutdown) throws Exception;
  }

  private static final Map<String, Scenario> ALL = Map.ofEntries(
      Map.entry("idle", shutdown -> {}),
      Map.entry("numbered", shutdown -> print("pid " + ProcessHandle.current().pid())),
      Map.entry("stuck", Scenarios::stuck),
      Map.entry("stuck-virtual", Scenarios::stuckVirtual),
      Map.entry("busy", Scenarios::busy),
      Map.entry("exit-in-handler", shutdown -> onThread(() -> exitInHandler(shutdown))),
      Map.entry("exit-in-virtual-handler", shutdown -> virtual(() -> exitInHandler(shutdown))),
      Map.entry(
          "exit-in-closer",
          shutdown -> shutdown.onShutdown(Phase.CLOSE, "exits", () -> System.exit(3))),
      Map.entry("exit-in-lazy", Scenarios::exitInLazy),
      Map.entry("exit-on-input", shutdown -> onThread(() -> exitOnInput(4))),
      Map.entry("exit-beside-stuck", shutdown -> {
        stuck(shutdown);
        onThread(() -> exitOnInput(4));
      }),
      Map.entry("main-throws", Scenarios::mainThrows),
      Map.entry("foreign-hook-hangs", Scenarios::foreignHookHangs),
      Map.entry("closers-hang", Scenarios::closersHang),
      Map.entry("jul", Scenarios::jul),
      Map.entry("leak", Scenarios::leak),
      Map.entry("second", Scenarios::second));

  public static void main(String[] arguments) throws Exception {
    ShutdownCoordinatorBuilder builder =
        ShutdownCoordinator.builder().environment(System.getenv()).observer(new Printer());
    if (Boolean.getBoolean("posix")) {
      builder.posixExitCodes();
    }
    ShutdownCoordinator shutdown = builder.build().install();
    for (Phase phase : Phase.values()) {
      shutdown.onShutdown(phase, phase.name(), () -> print("closed " + phase));
    }
    Lazy<String> lazy = shutdown.lazy("lazy", () -> "made");
    if (arguments[0].equals("exit-unstarted")) {
      print("ready");
      exitOnInput(6);
    }
    if (arguments[0].equals("starting")) {
      Permit open = shutdown.begin(WorkKind.JOB, "start");
      print("ready");
      String unused = new Scanner(System.in, "UTF-8").nextLine();
      print("lazy " + made(lazy));
      open.close();
      return;
    }
    shutdown.started();
    ALL.getOrDefault(arguments[0], unknown -> print("no such scenario")).run(shutdown);
    print("ready");
    NEVER.await();
  }

  private static String made(Lazy<String> lazy) {
    try {
      return lazy.get();
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  private static final class Printer implements LifecycleObserver {
    @Override
    public void stateChanged(LifecycleState from, LifecycleState to) {
      print("state " + to);
      if (Boolean.getBoolean("exit.in.observer") && to == LifecycleState.DRAINING) {
        System.exit(5);
      }
    }

    @Override
    public void waiting(InFlight inFlight, Duration left) {
      print("waiting " + inFlight.oldest());
    }

    @Override
    public void finished(ShutdownReport report) {
      print("report " + report.toJson());
    }
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private static void onThread(Runnable task) {
    new Thread(task, "scenario").start();
  }

  /** By reflection, since this is compiled for Java 17. */
  private static void virtual(Runnable task) throws ReflectiveOperationException {
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    Object unused = start.invoke(null, task);
  }

  private static void parkHere() {
    boolean never = false;
    while (!never) {
      try {
        NEVER.await();
        never = true;
      } catch (InterruptedException e) {
        print("interrupted");
      }
    }
  }

  private static void stuck(ShutdownCoordinator shutdown) {
    onThread(() -> {
      try (Permit unused = shutdown.begin(WorkKind.HTTP, "GET /stuck")) {
        parkHere();
      }
    });
  }

  private static void stuckVirtual(ShutdownCoordinator shutdown)
      throws ReflectiveOperationException {
    virtual(() -> {
      try (Permit unused = shutdown.begin(WorkKind.HTTP, "GET /stuck")) {
        parkHere();
      }
    });
  }

  /** Ends its work when it is told to, by its input. */
  private static void busy(ShutdownCoordinator shutdown) {
    Permit permit = shutdown.begin(WorkKind.HTTP, "GET /busy");
    onThread(() -> {
      String unused = new Scanner(System.in, "UTF-8").nextLine();
      permit.close();
    });
  }

  private static void exitInHandler(ShutdownCoordinator shutdown) {
    try (Permit unused = shutdown.begin(WorkKind.HTTP, "GET /exit")) {
      exitOnInput(3);
    }
  }

  private static void exitInLazy(ShutdownCoordinator shutdown) {
    Lazy<String> lazy = shutdown.lazy("exits", () -> {
      exitOnInput(3);
      return "never";
    });
    onThread(lazy::get);
  }

  private static void exitOnInput(int code) {
    String unused = new Scanner(System.in, "UTF-8").nextLine();
    System.exit(code);
  }

  private static void mainThrows(ShutdownCoordinator shutdown) {
    throw new IllegalStateException("no database");
  }

  private static void foreignHookHangs(ShutdownCoordinator shutdown) {
    Runtime.getRuntime().addShutdownHook(new Thread(Scenarios::parkHere, "foreign-hook"));
  }

  private static void closersHang(ShutdownCoordinator shutdown) {
    for (Phase phase : Phase.values()) {
      shutdown.onShutdown(phase, "hangs 1", Scenarios::parkHere);
      shutdown.onShutdown(phase, "hangs 2", Scenarios::parkHere);
    }
  }

  private static void jul(ShutdownCoordinator shutdown) {
    Logger logger = Logger.getLogger("jul");
    shutdown.onShutdown(Phase.CLOSE, "slow", () -> {
      // So late that in a hook of the JVM its own hook would have ended the logging long ago.
      boolean unused = NEVER.await(1, TimeUnit.SECONDS);
      logger.info("last words");
    });
  }

  /** Prints what a thousand coordinators leave behind. */
  private static void leak(ShutdownCoordinator shutdown) throws ReflectiveOperationException {
    shutdown.uninstall();
    int hooks = hooks();
    int threads = Thread.getAllStackTraces().size();
    for (int i = 0; i < 1_000; i++) {
      ShutdownCoordinator.builder().build().install().uninstall();
    }
    print("leaked hooks " + (hooks() - hooks));
    print("leaked threads " + Math.max(0, Thread.getAllStackTraces().size() - threads));
  }

  private static int hooks() throws ReflectiveOperationException {
    var field = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
    field.setAccessible(true);
    return ((Map<?, ?>) field.get(null)).size();
  }

  private static void second(ShutdownCoordinator shutdown) {
    try {
      ShutdownCoordinator.builder().build().install();
    } catch (IllegalStateException e) {
      print("second: " + e.getMessage() + " " + e.getCause());
    }
    shutdown.uninstall();
    ShutdownCoordinator third = ShutdownCoordinator.builder().build().install();
    print("third " + third.state());
    ExecutorService threads = Executors.newCachedThreadPool();
    threads.shutdown();
  }
}
