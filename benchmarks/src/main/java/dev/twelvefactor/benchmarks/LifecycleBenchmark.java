// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.lifecycle.Gate;
import dev.twelvefactor.lifecycle.Lazy;
import dev.twelvefactor.lifecycle.Permit;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import dev.twelvefactor.lifecycle.WorkKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to count work in flight: to begin and end one unit, with ours and in the ways that
 * servers do it. Each begin finds out whether the service drains, as a request must.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LifecycleBenchmark {

  private static final int CROWD = 100_000;
  private static final long CLOSED = 1;

  private final ShutdownCoordinator shutdown = ShutdownCoordinator.builder().build();
  private final Gate gate = Gate.create("benchmark");
  private final Lazy<String> lazy = Lazy.of("benchmark", () -> "value");
  private final AtomicLong word = new AtomicLong();
  private final LongAdder begun = new LongAdder();
  private final Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
  private final Phaser phaser = new Phaser(1);
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Set<Begun> registry = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private volatile String value = "value";

  /** A unit of work as a registry of them holds it. */
  private record Begun(Object identity, String label, long at, Thread thread) {

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(identity);
    }
  }

  /** A coordinator with work in flight already. */
  @State(Scope.Benchmark)
  public static class Crowded {

    private final ShutdownCoordinator shutdown = ShutdownCoordinator.builder().build();

    @Setup
    public void begin() {
      for (int i = 0; i < CROWD; i++) {
        Permit unused = shutdown.begin(WorkKind.HTTP, "GET /orders");
      }
    }
  }

  @Benchmark
  public boolean permitOurs() {
    return useOnePermit(shutdown);
  }

  /** Beside 100,000 open permits. */
  @Benchmark
  public boolean permitCrowdedOurs(Crowded crowded) {
    return useOnePermit(crowded.shutdown);
  }

  private static boolean useOnePermit(ShutdownCoordinator shutdown) {
    try (Permit permit = shutdown.begin(WorkKind.HTTP, "GET /orders")) {
      return permit.refused();
    }
  }

  /** As Camel lists what is in flight: exact, with names and ages. */
  @Benchmark
  public boolean permitHashMap() {
    Begun one = new Begun(new Object(), "GET /orders", System.nanoTime(), Thread.currentThread());
    registry.add(one);
    boolean refused = draining;
    registry.remove(one);
    return refused;
  }

  @Benchmark
  public int countOursGate() {
    int pass = gate.enter();
    gate.exit(pass);
    return pass;
  }

  /** As Quarkus does: one counter. */
  @Benchmark
  public boolean countAtomicLong() {
    boolean refused = draining;
    word.incrementAndGet();
    word.decrementAndGet();
    return refused;
  }

  /** As Jetty, Armeria and Camel do: a striped counter that has to be polled. */
  @Benchmark
  public boolean countLongAdder() {
    begun.increment();
    boolean refused = draining;
    begun.decrement();
    return refused;
  }

  /** As Undertow does: flag and counter in one word. */
  @Benchmark
  public boolean countPackedCas() {
    boolean entered = add(2);
    add(-2);
    return entered;
  }

  private boolean add(long difference) {
    while (true) {
      long seen = word.get();
      if (difference > 0 && (seen & CLOSED) != 0) {
        return false;
      }
      if (word.compareAndSet(seen, seen + difference)) {
        return true;
      }
    }
  }

  @Benchmark
  public boolean countSemaphore() {
    boolean entered = semaphore.tryAcquire();
    semaphore.release();
    return entered;
  }

  @Benchmark
  public int countPhaser() {
    phaser.register();
    return phaser.arriveAndDeregister();
  }

  @Benchmark
  public boolean countReadLock() {
    boolean entered = lock.readLock().tryLock();
    lock.readLock().unlock();
    return entered;
  }

  @Benchmark
  public String lazyOurs() {
    return lazy.get();
  }

  @Benchmark
  public String lazyVolatile() {
    return value;
  }
}
