// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.StructuredLogger;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes many numbered lines, in the ways that the tests of standard output need. */
final class WritingProgram {

  private static final StructuredLogger LOG = StructuredLogger.of(WritingProgram.class);

  private WritingProgram() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[1]);
    int size = Integer.parseInt(arguments[2]);
    switch (arguments[0]) {
      case "plain" -> plain(count, size);
      case "interrupted" -> interrupted(count, size);
      case "threads" -> threads(count, size);
      case "again" -> {
        plain(count, size);
        System.err.println("full");
        System.in.read();
        LOG.info("again");
      }
      case "exit" -> {
        plain(count, size);
        LOG.info("last");
        System.exit(0);
      }
      case "halt" -> {
        plain(count, size);
        LOG.info("last");
        Runtime.getRuntime().halt(0);
      }
      case "uncaught" -> {
        plain(count, size);
        LOG.info("last");
        throw new IllegalStateException("uncaught");
      }
      case "wait" -> {
        plain(count, size);
        LOG.info("last");
        new CountDownLatch(1).await();
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    StructuredLogger.flush();
    System.err.println("done");
  }

  private static void plain(int count, int size) {
    String text = "x".repeat(size);
    for (int i = 0; i < count; i++) {
      LOG.info("line", "n", i, "text", text);
    }
  }

  /** All the while, another thread interrupts the one that logs. */
  private static void interrupted(int count, int size) throws Exception {
    AtomicInteger lost = new AtomicInteger();
    Thread logging = new Thread(() -> {
      String text = "x".repeat(size);
      for (int i = 0; i < count; i++) {
        Thread.currentThread().interrupt();
        LOG.info("line", "n", i, "text", text);
        if (!Thread.interrupted()) {
          lost.incrementAndGet();
        }
      }
    });
    logging.start();
    while (logging.isAlive()) {
      logging.interrupt();
      Thread.onSpinWait();
    }
    LOG.info("flags_lost", "count", lost.get());
    System.out.println("{\"event\":\"system_out\"}");
  }

  /** 32 platform threads and, where there are any, 1000 virtual ones. */
  private static void threads(int count, int size) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      int number = i;
      Thread thread = new Thread(() -> numbered(number, count, size));
      thread.start();
      threads.add(thread);
    }
    Method virtual = virtual();
    for (int i = 0; virtual != null && i < 1000; i++) {
      int number = 100 + i;
      Runnable task = () -> numbered(number, 1 + count / 50, size / 50);
      threads.add((Thread) virtual.invoke(null, task));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static @Nullable Method virtual() {
    try {
      return Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException before21) {
      return null;
    }
  }

  private static void numbered(int thread, int count, int size) {
    for (int i = 0; i < count; i++) {
      int length = i == 0 ? size : 10 + (i * 7919) % 5000;
      LOG.info("line", "t", thread, "n", i, "of", count, "text", "y".repeat(Math.max(1, length)));
    }
  }
}
