// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.logging.internal.ContextFrame;
import dev.twelvefactor.logging.internal.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fields that all events get while a piece of work is done, whoever logs them.
 *
 * {@snippet class="dev.twelvefactor.logging.LoggingSnippets" region="context"}
 *
 * <p>A context belongs to the thread that opened it. It goes to other threads only where it is
 * carried: by {@link #propagating}, {@link #on}, or one of the {@code wrap} methods. It ends with
 * its scope, so that nothing of it is left for the next task of a pooled thread. Its text is
 * mirrored in SLF4J's MDC.
 *
 * <p>Immutable and safe for use by many threads; a {@link Scope} belongs to one.
 *
 * @since 0.1.0
 */
public final class LogContext {

  private static final StructuredLogger LOG = StructuredLogger.of(LogContext.class);
  private static final AtomicBoolean REPORTED = new AtomicBoolean();

  private final Field[] fields;

  private LogContext(Field[] fields) {
    this.fields = fields;
  }

  /**
   * Makes a context.
   *
   * @param key a key
   * @param value its value, as it is now
   * @return the context, which is in force only where it is opened or run
   */
  public static LogContext of(String key, @Nullable Object value) {
    return new LogContext(new Field[] {Field.of(requireNonNull(key, "key"), value)});
  }

  /** {@return the context that is in force on this thread, which may have no fields} */
  public static LogContext current() {
    return new LogContext(ContextFrame.currentFields());
  }

  /**
   * Adds a field to those in force on this thread until the scope is closed.
   *
   * @param key a key
   * @param value its value, as it is now
   * @return the scope, to be closed by this thread
   */
  public static Scope open(String key, @Nullable Object value) {
    return of(key, value).open();
  }

  /**
   * Adds two fields to those in force on this thread until the scope is closed.
   *
   * @param k1 a key
   * @param v1 its value, as it is now
   * @param k2 a key
   * @param v2 its value, as it is now
   * @return the scope, to be closed by this thread
   */
  public static Scope open(String k1, @Nullable Object v1, String k2, @Nullable Object v2) {
    return of(k1, v1).with(k2, v2).open();
  }

  /**
   * Adds a field.
   *
   * @param key a key
   * @param value its value, as it is now
   * @return a context that has it too; of two fields with the same key the later one wins
   */
  public LogContext with(String key, @Nullable Object value) {
    return new LogContext(ContextFrame.merged(fields, Field.of(requireNonNull(key, "key"), value)));
  }

  /**
   * Adds these fields to those in force on this thread until the scope is closed.
   *
   * @return the scope, to be closed by this thread
   */
  public Scope open() {
    return new Scope(ContextFrame.open(fields));
  }

  /**
   * Runs a task with these fields added to those in force.
   *
   * @param task what to do; what it throws goes through
   */
  public void run(Runnable task) {
    ContextFrame frame = ContextFrame.open(fields);
    try {
      task.run();
    } finally {
      frame.end();
    }
  }

  /**
   * Calls a task with these fields added to those in force.
   *
   * @param task what to do
   * @param <T> the type of its result
   * @return its result
   * @throws Exception what the task throws
   */
  public <T extends @Nullable Object> T call(Callable<T> task) throws Exception {
    ContextFrame frame = ContextFrame.open(fields);
    try {
      return task.call();
    } finally {
      frame.end();
    }
  }

  /**
   * Makes an executor that runs each task in the context of the thread that submits it.
   *
   * @param executor who runs the tasks
   * @return the executor to submit to
   */
  public static Executor propagating(Executor executor) {
    requireNonNull(executor, "executor");
    return task -> executor.execute(current().wrap(task));
  }

  /**
   * Makes an executor that runs each task in this context, whoever submits it. This is the one for
   * the asynchronous methods of a {@code CompletionStage}, as those are submitted by whichever
   * thread completes the stage before.
   *
   * @param executor who runs the tasks
   * @return the executor to submit to
   */
  public Executor on(Executor executor) {
    requireNonNull(executor, "executor");
    return task -> executor.execute(wrap(task));
  }

  /**
   * Wraps a task so that it runs in this context and in nothing of the thread that runs it.
   *
   * @param task what to do
   * @return the task to hand over
   */
  public Runnable wrap(Runnable task) {
    requireNonNull(task, "task");
    return () -> {
      ContextFrame frame = ContextFrame.openOnly(fields);
      try {
        task.run();
      } finally {
        frame.end();
      }
    };
  }

  /**
   * Wraps a task with a result, as {@link #wrap} does.
   *
   * @param task what to do
   * @param <T> the type of its result
   * @return the task to hand over
   */
  public <T extends @Nullable Object> Callable<T> wrapCallable(Callable<T> task) {
    requireNonNull(task, "task");
    return () -> {
      ContextFrame frame = ContextFrame.openOnly(fields);
      try {
        return task.call();
      } finally {
        frame.end();
      }
    };
  }

  /**
   * Wraps a supplier, as {@link #wrap} does.
   *
   * @param supplier what to do
   * @param <T> the type of its result
   * @return the supplier to hand over
   */
  public <T extends @Nullable Object> Supplier<T> wrapSupplier(Supplier<T> supplier) {
    requireNonNull(supplier, "supplier");
    return () -> {
      ContextFrame frame = ContextFrame.openOnly(fields);
      try {
        return supplier.get();
      } finally {
        frame.end();
      }
    };
  }

  /**
   * Wraps a function, as {@link #wrap} does.
   *
   * @param function what to do
   * @param <A> the type of its argument
   * @param <T> the type of its result
   * @return the function to hand over
   */
  public <A extends @Nullable Object, T extends @Nullable Object> Function<A, T> wrapFunction(
      Function<A, T> function) {
    requireNonNull(function, "function");
    return argument -> wrapSupplier(() -> function.apply(argument)).get();
  }

  /**
   * Wraps a consumer, as {@link #wrap} does.
   *
   * @param consumer what to do
   * @param <A> the type of its argument
   * @return the consumer to hand over
   */
  public <A extends @Nullable Object> Consumer<A> wrapConsumer(Consumer<A> consumer) {
    requireNonNull(consumer, "consumer");
    return argument -> wrap(() -> consumer.accept(argument)).run();
  }

  /** {@return the keys of the fields, without their values} */
  @Override
  public String toString() {
    List<String> keys = new ArrayList<>();
    for (Field field : fields) {
      keys.add(field.key());
    }
    return "LogContext" + keys;
  }

  /**
   * How long fields are in force. Closing it restores what was before; twice does nothing.
   *
   * @since 0.1.0
   */
  public static final class Scope implements AutoCloseable {

    private final ContextFrame frame;

    private Scope(ContextFrame frame) {
      this.frame = frame;
    }

    /**
     * Ends the scope. On another thread than the one that opened it this does nothing, and is
     * reported in the log once in the life of the process.
     */
    @Override
    public void close() {
      if (!frame.close() && REPORTED.compareAndSet(false, true)) {
        LOG.warn(
            "log_context_not_closed",
            new IllegalStateException(
                "a scope is closed by the thread that opened it; use LogContext.wrap to carry it"));
      }
    }
  }
}
