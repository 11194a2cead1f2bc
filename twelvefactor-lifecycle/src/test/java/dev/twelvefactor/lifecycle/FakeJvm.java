// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** A JVM whose time, signals and exit are in the hands of a test. */
final class FakeJvm implements ShutdownCoordinatorBuilder.Jvm {

  final Map<String, Runnable> signals = new ConcurrentHashMap<>();
  final List<String> ends = new CopyOnWriteArrayList<>();
  final List<Thread> exitThreads = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Timer> timers = new ArrayList<>();
  private volatile Optional<Runnable> hook = Optional.empty();
  private volatile boolean signalsKept;
  private volatile boolean broken;
  private volatile String clockBrokenIn = "";
  private long now = -5_000_000_000L;

  /** What is to run at a time, and who wanted that. */
  record Timer(long due, Runnable task, Thread owner) {}

  /** Makes the JVM keep its signals for itself. */
  void keepSignals() {
    signalsKept = true;
  }

  /** Makes the clock fail once, when a method of this name reads it. */
  void breakClockIn(String method) {
    clockBrokenIn = method;
  }

  @Override
  public long nanoTime() {
    String method = clockBrokenIn;
    if (!method.isEmpty()
        && StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)))) {
      clockBrokenIn = "";
      throw new OutOfMemoryError("unable to create native thread");
    }
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the JVM miss a class from now on. */
  void breakTimers() {
    broken = true;
  }

  @Override
  public Runnable schedule(Duration delay, Runnable task) {
    if (broken) {
      throw new NoClassDefFoundError("a class of a jar that was replaced");
    }
    lock.lock();
    try {
      Timer timer = new Timer(now + delay.toNanos(), task, Thread.currentThread());
      timers.add(timer);
      return () -> remove(timer);
    } finally {
      lock.unlock();
    }
  }

  private void remove(Timer timer) {
    lock.lock();
    try {
      timers.remove(timer);
    } finally {
      lock.unlock();
    }
  }

  /** Lets time pass; what is due runs on this thread. */
  void advance(Duration time) {
    long until = nanoTime() + time.toNanos();
    for (Optional<Timer> next = next(until); next.isPresent(); next = next(until)) {
      next.get().task().run();
    }
  }

  /** What a thread of this name waits for. */
  Optional<Timer> timerOf(String thread) {
    lock.lock();
    try {
      return timers.stream()
          .filter(timer -> timer.owner().getName().equals(thread))
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets time pass until a timer is due and runs it, if whoever made it still waits for it: what that
   * thread begins afterwards then begins at that time or later. What others have to run at that very
   * moment is left for the next.
   */
  void expire(Timer timer) {
    lock.lock();
    try {
      if (!timers.remove(timer)) {
        return;
      }
      now = Math.max(now, timer.due());
    } finally {
      lock.unlock();
    }
    timer.task().run();
  }

  /** Whether something is to run at a time. */
  boolean hasTimer(long due) {
    lock.lock();
    try {
      return timers.stream().anyMatch(timer -> timer.due() == due);
    } finally {
      lock.unlock();
    }
  }

  /** The next that is due; if nothing is, the time has come, and nobody can slip in between. */
  private Optional<Timer> next(long until) {
    lock.lock();
    try {
      Optional<Timer> next = timers.stream()
          .filter(timer -> timer.due() <= until)
          .min(Comparator.comparingLong(Timer::due));
      next.ifPresent(timers::remove);
      now = Math.max(now, next.map(Timer::due).orElse(until));
      return next;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Runnable onSignal(String name, Runnable handler) {
    if (signalsKept) {
      throw new IllegalStateException("kept by this test");
    }
    signals.put(name, handler);
    return () -> signals.remove(name, handler);
  }

  @Override
  public Runnable onExit(Runnable hook) {
    this.hook = Optional.of(hook);
    return () -> this.hook = Optional.empty();
  }

  void signal(String name) {
    java.util.Objects.requireNonNull(signals.get(name), name).run();
  }

  boolean hasHook() {
    return hook.isPresent();
  }

  /** Runs the hook on a thread of its own, as a JVM does that exits. */
  Thread runHook() {
    Thread thread = new Thread(hook.orElseThrow(), "fake-hook");
    thread.start();
    return thread;
  }

  @Override
  public void exit(int code) {
    exitThreads.add(Thread.currentThread());
    ends.add("exit " + code);
  }

  @Override
  public void halt(int code) {
    ends.add("halt " + code);
  }
}
