// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made on first use, once however many threads ask for it.
 *
 * {@snippet class="dev.twelvefactor.lifecycle.LifecycleSnippets" region="lazy"}
 *
 * <p>A failure is not kept: those who asked meanwhile get it too, and whoever asks next tries again.
 * Values that need each other are reported, also across threads. Once made, a value costs one
 * volatile read. Made by {@link ShutdownCoordinator#lazy}, it is closed with everything else.
 *
 * <p>Safe for use by many threads. Waiting for another thread does not react to interrupts.
 *
 * @param <T> the type of the value
 * @since 0.1.0
 */
public final class Lazy<T> {

  private static final long LOOK = Duration.ofMillis(100).toNanos();
  private static final Duration LATE = Duration.ofSeconds(1);

  private final String name;
  private final Host<T> host;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable T value;

  // Guarded by the lock.
  private @Nullable Supplier<? extends T> supplier;
  private @Nullable Attempt<T> attempt;
  private boolean closed;

  Lazy(String name, Supplier<? extends T> supplier, Host<T> host) {
    this.name = requireNonNull(name, "name");
    this.supplier = requireNonNull(supplier, "supplier");
    this.host = host;
  }

  /**
   * Makes a lazy value that belongs to no coordinator: nobody closes it.
   *
   * @param name what it is called in messages
   * @param supplier makes the value, which must not be null; what it throws goes through
   * @param <T> the type of the value
   * @return the lazy value
   */
  public static <T> Lazy<T> of(String name, Supplier<? extends T> supplier) {
    return new Lazy<>(name, supplier, new Host<>() {});
  }

  /**
   * How a value is closed.
   *
   * @param <T> the type of the value
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface Closer<T> {
    /**
     * Closes a value.
     *
     * @param value what the lazy has made
     * @throws Exception if that fails
     */
    void close(T value) throws Exception;
  }

  /** Where a lazy value belongs. */
  interface Host<T> {
    /** Making begins; throws if it must not. */
    default void begins(Lazy<T> lazy) {}

    /** Making has failed. */
    default void failed(Lazy<T> lazy) {}

    /** The value is there. */
    default void made(Lazy<T> lazy, Duration took) {}

    /** Closes the value; is left behind when it takes longer than the limit. */
    default void close(T value, Duration limit) throws Exception {}

    /** Whether a thread waits in {@link System#exit}, and so will never make its value. */
    default boolean exits(Thread maker) {
      return false;
    }
  }

  /** One go at making the value. */
  private static final class Attempt<T> {
    private final Thread owner = Thread.currentThread();
    private final CompletableFuture<T> end = new CompletableFuture<>();
  }

  /**
   * Answers the value, and makes it if nobody has.
   *
   * @return the value, the same each time
   * @throws IllegalStateException if the value needs itself, or its phase of the shutdown has begun
   * @throws NullPointerException if the supplier answers null
   */
  public T get() {
    T made = value;
    return made != null ? made : make();
  }

  private T make() {
    Attempt<T> mine = new Attempt<>();
    Attempt<T> other;
    Supplier<? extends T> source;
    lock.lock();
    try {
      T made = value;
      if (made != null) {
        return made;
      }
      other = attempt;
      source = supplier;
      if (closed || source == null) {
        throw new IllegalStateException("lazy \"" + name + "\" is closed");
      }
      if (other == null) {
        attempt = mine;
      }
    } finally {
      lock.unlock();
    }
    return other == null ? make(mine, source) : await(other);
  }

  private T await(Attempt<T> other) {
    Waits.begin(name, other.owner);
    try {
      return other.end.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    } finally {
      Waits.end();
    }
  }

  private T make(Attempt<T> mine, Supplier<? extends T> source) {
    long begun = System.nanoTime();
    try {
      host.begins(this);
      T made =
          requireNonNull(source.get(), () -> "lazy \"" + name + "\": the supplier answers null");
      publish(made, Duration.ofNanos(System.nanoTime() - begun));
      mine.end.complete(made);
      return made;
    } catch (Throwable e) {
      forget(mine);
      host.failed(this);
      mine.end.completeExceptionally(e);
      throw e;
    }
  }

  private void publish(T made, Duration took) {
    boolean late;
    lock.lock();
    try {
      late = closed;
      if (!late) {
        value = made;
        supplier = null;
        attempt = null;
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      closeLate(made);
    }
    host.made(this, took);
  }

  /** The shutdown has not waited any longer, so that nobody else closes this value. */
  private void closeLate(T made) {
    IllegalStateException late = new IllegalStateException(
        "lazy \"" + name + "\" was ready only after its phase of the shutdown; it has been closed");
    try {
      host.close(made, LATE);
    } catch (Throwable e) {
      late.addSuppressed(e);
    }
    throw late;
  }

  private void forget(Attempt<T> mine) {
    lock.lock();
    try {
      if (attempt == mine) {
        attempt = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a value that is being made, then closes it; what is ready later closes itself. */
  void close(Duration limit) throws Exception {
    Attempt<T> running = running();
    try {
      if (running != null) {
        awaitEnd(running, limit.toNanos() / 10 * 8);
      }
    } finally {
      T made = take();
      if (made != null) {
        host.close(made, limit);
      }
    }
  }

  private void awaitEnd(Attempt<T> running, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    while (!ended(running, Math.min(LOOK, end - System.nanoTime()))) {
      if (host.exits(running.owner)) {
        throw new TimeoutException("never made: the thread that makes it has called System.exit");
      }
      if (System.nanoTime() - end >= 0) {
        throw new TimeoutException("still being made; it is closed when it is ready");
      }
    }
  }

  private boolean ended(Attempt<T> running, long nanos) throws InterruptedException {
    try {
      T unused = running.end.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      // There is nothing to close then, and whoever has asked for the value has the failure.
      return true;
    }
  }

  private @Nullable Attempt<T> running() {
    lock.lock();
    try {
      return attempt;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable T take() {
    lock.lock();
    try {
      closed = true;
      T made = value;
      value = null;
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** {@return whether the value is there, so that {@link #get()} does not wait} */
  public boolean made() {
    return value != null;
  }

  /** {@return what it is called in reports} */
  public String name() {
    return name;
  }

  /** {@return the name, and whether the value is there} */
  @Override
  public String toString() {
    return "Lazy[" + name + (made() ? " made]" : " not made]");
  }
}
