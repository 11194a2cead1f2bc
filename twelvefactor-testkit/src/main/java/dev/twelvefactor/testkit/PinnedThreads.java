// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Finds code that pins a virtual thread to its carrier, so that blocking it blocks the carrier too.
 *
 * <p>Needs Java 21 or later. Before Java 24 every {@code synchronized} that blocks is found; from
 * then on only native frames and static initialisers are left to find.
 *
 * @since 0.1.0
 */
public final class PinnedThreads {

  private static final String EVENT = "jdk.VirtualThreadPinned";

  private PinnedThreads() {}

  /**
   * What is watched, or what each virtual thread does.
   *
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface Task {
    /**
     * Does it.
     *
     * @throws Exception to fail the test
     */
    void run() throws Exception;
  }

  /**
   * Runs a body and fails if any virtual thread of this JVM blocked while pinned, for however short
   * a time. Loading a class does not count, as it is the JVM's own and ends; what its initialiser does
   * counts, so run the body once before.
   *
   * @param body what to watch; it ends only when its virtual threads have
   * @throws AssertionError if a thread was pinned; the message holds the stack of each
   * @throws UnsupportedOperationException before Java 21
   * @throws Exception what the body throws
   */
  public static void assertNone(Task body) throws Exception {
    virtualThreads();
    List<RecordedEvent> pinned = record(body);
    if (pinned.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder("Virtual threads were pinned, ");
    message.append(pinned.size()).append(" times:");
    pinned.forEach(event -> message.append('\n').append(event));
    throw new AssertionError(message.toString());
  }

  private static List<RecordedEvent> record(Task body) throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("recording");
        Recording recording = new Recording()) {
      recording.enable(EVENT).withoutThreshold().withStackTrace();
      recording.start();
      body.run();
      recording.stop();
      Path file = folder.path().resolve("pinned.jfr");
      recording.dump(file);
      return events(file);
    }
  }

  /** Only ours: another recording of this JVM adds its events to the same file. */
  private static List<RecordedEvent> events(Path file) {
    try {
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(EVENT))
          .filter(event -> !loadsAClass(event))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The recording of pinned threads is not readable", e);
    }
  }

  private static boolean loadsAClass(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    return stack != null
        && stack.getFrames().stream()
            .map(RecordedFrame::getMethod)
            .anyMatch(method -> method.getName().equals("loadClass")
                && method.getType().getName().equals(ClassLoader.class.getName()));
  }

  /**
   * Runs a task on many virtual threads at once and waits until all have ended.
   *
   * @param count how many threads; positive
   * @param task what each does
   * @throws UnsupportedOperationException before Java 21
   * @throws Exception what the first task that failed has thrown, the others suppressed in it
   */
  public static void onVirtualThreads(int count, Task task) throws Exception {
    if (count < 1) {
      throw new IllegalArgumentException("count is " + count + ", expected 1 or more");
    }
    Method start = virtualThreads();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      threads.add(start(start, () -> runTask(task, failures)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    rethrow(failures);
  }

  private static void runTask(Task task, ConcurrentLinkedQueue<Throwable> failures) {
    try {
      task.run();
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private static void rethrow(ConcurrentLinkedQueue<Throwable> failures) throws Exception {
    Throwable first = failures.poll();
    if (first == null) {
      return;
    }
    failures.stream().filter(other -> other != first).forEach(first::addSuppressed);
    if (first instanceof Error error) {
      throw error;
    }
    throw (Exception) first;
  }

  /** By reflection, since this is compiled for Java 17. */
  private static Method virtualThreads() {
    try {
      return Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      throw new UnsupportedOperationException(
          "Virtual threads need Java 21 or later, this is " + Runtime.version(), e);
    }
  }

  private static Thread start(Method start, Runnable task) {
    try {
      return (Thread) start.invoke(null, task);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("No virtual thread can be started", e);
    }
  }
}
