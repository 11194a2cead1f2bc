// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An executor whose tasks hold a permit from the moment they are queued until they end. */
final class TrackedExecutor extends AbstractExecutorService {

  private final PermitRegistry registry;
  private final WorkKind kind;
  private final String label;
  private final ExecutorService executor;

  private TrackedExecutor(
      PermitRegistry registry, WorkKind kind, String label, ExecutorService executor) {
    this.registry = registry;
    this.kind = kind;
    this.label = label;
    this.executor = executor;
  }

  static TrackedExecutor of(
      PermitRegistry registry, WorkKind kind, String label, ExecutorService executor) {
    if (executor instanceof ScheduledExecutorService) {
      throw new IllegalArgumentException("\"" + label + "\" is a scheduled executor, whose delayed"
          + " and periodic tasks would hold the shutdown up (expected: one that runs tasks at once);"
          + " stop it in Phase.PAUSE_INTAKE and take a permit within each task");
    }
    if (executor instanceof ThreadPoolExecutor pool) {
      refuseDiscarding(label, pool.getRejectedExecutionHandler());
    }
    return new TrackedExecutor(
        registry,
        requireNonNull(kind, "kind"),
        requireNonNull(label, "label"),
        requireNonNull(executor, "executor"));
  }

  private static void refuseDiscarding(String label, RejectedExecutionHandler handler) {
    if (handler instanceof ThreadPoolExecutor.DiscardPolicy
        || handler instanceof ThreadPoolExecutor.DiscardOldestPolicy) {
      throw new IllegalArgumentException("\"" + label + "\" discards tasks silently ("
          + handler.getClass().getSimpleName()
          + "), so nobody could tell when they end (expected: AbortPolicy or CallerRunsPolicy)");
    }
  }

  @Override
  public void execute(Runnable command) {
    requireNonNull(command, "command");
    if (executor.isShutdown()) {
      throw new RejectedExecutionException("\"" + label + "\" has been shut down");
    }
    Permit permit = registry.begin(kind, label, null);
    if (permit.refused()) {
      permit.close();
      throw new ShuttingDownException(kind, label, permit.retryAfter());
    }
    TrackedTask task = new TrackedTask(permit, command);
    try {
      executor.execute(task);
    } catch (Throwable e) {
      task.release();
      throw e;
    }
  }

  @Override
  public void shutdown() {
    executor.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return executor.shutdownNow().stream().map(TrackedTask::unwrap).toList();
  }

  @Override
  public boolean isShutdown() {
    return executor.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return executor.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return executor.awaitTermination(timeout, unit);
  }

  @Override
  public String toString() {
    return "TrackedExecutor[" + kind + " " + label + " on " + executor + "]";
  }
}
