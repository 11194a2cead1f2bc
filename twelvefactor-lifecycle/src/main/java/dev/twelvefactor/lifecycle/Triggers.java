// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What makes the process end: the first signal or the JVM's own exit begins the shutdown, the second
 * cancels what is in flight, the third halts. A watchdog halts when the time is over, whoever holds
 * the process up then.
 *
 * <p>What a process does before it serves has no lambdas here, nor in what it calls: the first few of a
 * JVM take 10 ms.
 */
final class Triggers {

  /** The exit code of a shutdown that cut something short; EX_SOFTWARE of sysexits. */
  static final int INCOMPLETE = 70;

  private static final long ONE_PRESS = Duration.ofSeconds(1).toNanos();
  private static final int INT_CODE = 130;
  private static final int TERM_CODE = 143;

  private final Service service;
  private final ShutdownSequence sequence;
  private final boolean posix;
  private final List<Runnable> undo = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean exited = new AtomicBoolean();
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile boolean exitWanted;
  private boolean installed;
  private int presses;
  private long lastPress;

  Triggers(Service service, ShutdownSequence sequence, boolean posix) {
    this.service = service;
    this.sequence = sequence;
    this.posix = posix;
    sequence.atEnd(new Runnable() {
      @Override
      public void run() {
        exit();
      }
    });
  }

  void install() {
    lock.lock();
    try {
      if (installed) {
        throw new IllegalStateException(
            "this ShutdownCoordinator is installed already; install() it once");
      }
      undo.add(service.jvm().onExit(new Runnable() {
        @Override
        public void run() {
          jvmExits();
        }
      }));
      installed = true;
      handleSignals();
    } finally {
      lock.unlock();
    }
  }

  void uninstall() {
    lock.lock();
    try {
      undo.forEach(Runnable::run);
      undo.clear();
      installed = false;
    } finally {
      lock.unlock();
    }
  }

  private void handleSignals() {
    for (String name : List.of("TERM", "INT")) {
      try {
        undo.add(service.jvm().onSignal(name, new Runnable() {
          @Override
          public void run() {
            signalledOrHalted(name);
          }
        }));
      } catch (IllegalStateException e) {
        service.log().noSignals(name, e);
        return;
      }
    }
  }

  /** A signal that cannot be handled, as when the jar was replaced under the process, ends it still. */
  private void signalledOrHalted(String name) {
    try {
      signalled(name);
    } catch (Throwable failure) {
      try {
        Stderr.write("halted: SIG" + name + " cannot be handled: " + failure);
      } finally {
        service.jvm().halt(INCOMPLETE);
      }
    }
  }

  /** Runs on the JVM's signal thread, so it never waits for anything. */
  private void signalled(String name) {
    int press = press();
    if (press == 0) {
      return;
    }
    boolean interactive = name.equals("INT");
    if (press == 1) {
      if (posix) {
        sequence.posixExitCode(interactive ? INT_CODE : TERM_CODE);
      }
      exitWanted = true;
      var unused = sequence.begin("SIG" + name, interactive);
      watch();
      exit();
      return;
    }
    if (press > 2 || service.states().isAtLeast(LifecycleState.CLOSING)) {
      halt("SIG" + name + " again");
      return;
    }
    sequence.cancelNow();
  }

  /** Counts a signal; 0 if it follows the one before within a second, as the same one. */
  private int press() {
    lock.lock();
    try {
      long now = service.jvm().nanoTime();
      if (presses > 0 && now - lastPress < ONE_PRESS) {
        return 0;
      }
      lastPress = now;
      return ++presses;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The JVM's shutdown hook: somebody has called exit, the last thread has ended, or a signal came
   * that is not ours. Signals still get through, so they are taken once more, in case that another
   * library has taken them.
   */
  private void jvmExits() {
    sequence.jvmExits();
    if (sequence.end().isDone()) {
      watch();
      return;
    }
    takePressOfExit();
    var end = sequence.begin("JVM exit", false);
    watch();
    ShutdownReport unused = end.join();
  }

  private void takePressOfExit() {
    lock.lock();
    try {
      if (presses == 0) {
        presses = 1;
        lastPress = service.jvm().nanoTime();
        if (undo.size() > 1) {
          handleSignals();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Exits when a signal wanted that and the shutdown has ended, whichever comes last. In a hook nobody
   * may call exit: it would wait for the hook, and the hook for it.
   */
  private void exit() {
    if (exitWanted
        && sequence.end().isDone()
        && !service.states().isJvmExiting()
        && exited.compareAndSet(false, true)) {
      boolean lost = sequence.end().isCompletedExceptionally();
      service.jvm().exit(lost ? INCOMPLETE : sequence.end().join().exitCode());
    }
  }

  private void watch() {
    if (watched.compareAndSet(false, true)) {
      Runnable unused =
          service.jvm().schedule(Duration.ofNanos(sequence.left()), () -> halt("the time is over"));
    }
  }

  private void halt(String why) {
    LifecycleState before = service.states().enter(LifecycleState.FORCED);
    StringBuilder text = new StringBuilder("halted in state " + before + ": " + why);
    try {
      service
          .census()
          .take()
          .oldest()
          .forEach(work -> text.append("\n  in flight: ").append(work));
      Thread.getAllStackTraces().forEach((thread, stack) -> {
        if (!thread.isDaemon() && thread != Thread.currentThread() && stack.length > 0) {
          text.append("\n  thread \"" + thread.getName() + "\" at " + stack[0]);
        }
      });
      Stderr.write(text.toString());
    } finally {
      service.jvm().halt(INCOMPLETE);
    }
  }
}
