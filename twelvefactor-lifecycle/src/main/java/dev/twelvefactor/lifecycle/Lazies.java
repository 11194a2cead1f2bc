// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lazy values of a coordinator: closed in their phase, timed, warmed up. */
final class Lazies {

  private final Service service;
  private final Readiness readiness;
  private final List<StartupReport.Made> made = new CopyOnWriteArrayList<>();
  private final Map<Lazy<?>, Readiness.Block> warmUps = new ConcurrentHashMap<>();

  Lazies(Service service, Readiness readiness) {
    this.service = service;
    this.readiness = readiness;
  }

  List<StartupReport.Made> made() {
    return List.copyOf(made);
  }

  /** How a value is closed within a time. */
  interface Ending<T> {
    void close(T value, Duration limit) throws Exception;
  }

  <T> Lazy<T> create(
      String name, Supplier<? extends T> supplier, Phase phase, Ending<? super T> ending) {
    return new Lazy<>(name, supplier, new Attached<>(phase, ending));
  }

  /** An executor comes first: it is closeable from Java 19 on only, and would wait for a day then. */
  static void closeIfCloseable(Object value, Duration limit) throws Exception {
    if (value instanceof ExecutorService executor) {
      Closer.of(executor).close(limit);
    } else if (value instanceof AutoCloseable resource) {
      resource.close();
    }
  }

  /** Makes values in the background; the service is not ready until all are there. */
  CompletableFuture<Void> warmUp(Executor executor, List<? extends Lazy<?>> lazies) {
    List<CompletableFuture<Void>> ends =
        lazies.stream().map(lazy -> warmUp(executor, lazy)).toList();
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> warmUp(Executor executor, Lazy<?> lazy) {
    warmUps.computeIfAbsent(lazy, key -> readiness.block("warm-up of " + key.name()));
    CompletableFuture<Void> end = new CompletableFuture<>();
    try {
      executor.execute(() -> warmUp(lazy, end));
    } catch (RejectedExecutionException e) {
      service.log().warmUpFailed(lazy.name(), e);
      end.completeExceptionally(e);
    }
    return end;
  }

  private void warmUp(Lazy<?> lazy, CompletableFuture<Void> end) {
    try {
      Object unused = lazy.get();
      Readiness.Block block = warmUps.remove(lazy);
      if (block != null) {
        block.close();
      }
      end.complete(null);
    } catch (Throwable e) {
      service.log().warmUpFailed(lazy.name(), e);
      end.completeExceptionally(e);
    }
  }

  /** The closer is registered before the value exists, so that its phase waits for it. */
  private final class Attached<T> implements Lazy.Host<T> {
    private final Phase phase;
    private final Ending<? super T> ending;
    private volatile @Nullable Closer registered;

    private Attached(Phase phase, Ending<? super T> ending) {
      this.phase = phase;
      this.ending = ending;
    }

    @Override
    public void begins(Lazy<T> lazy) {
      Closer registration = new Closer(phase, lazy.name(), lazy::close);
      if (service.states().endedUnstarted() || !service.closers().add(registration)) {
        throw new IllegalStateException("lazy \"" + lazy.name()
            + "\" cannot be made any more: the service is shutting down, and its phase " + phase
            + " has begun or the service has never started");
      }
      registered = registration;
    }

    @Override
    public void failed(Lazy<T> lazy) {
      Closer registration = registered;
      if (registration != null) {
        service.closers().remove(registration);
      }
    }

    @Override
    public void made(Lazy<T> lazy, Duration took) {
      Closer registration = registered;
      if (registration != null) {
        service.closers().moveToEnd(registration);
      }
      StartupReport.Made entry =
          new StartupReport.Made(lazy.name(), took, Thread.currentThread().getName());
      made.add(entry);
      service.made(entry);
    }

    @Override
    public void close(T value, Duration limit) throws Exception {
      ending.close(value, limit);
    }

    @Override
    public boolean exits(Thread maker) {
      return service.states().isJvmExiting() && Exiting.is(maker);
    }
  }
}
