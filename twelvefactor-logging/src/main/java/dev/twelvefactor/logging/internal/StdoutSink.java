// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole lines to standard output, one after the other, whatever state that is in.
 *
 * <p>Lines are written under one lock, longer ones than {@value #ATOMIC} bytes in parts of at most
 * that many unless the output is a file: so much goes into a pipe whole or not at all, also into one
 * that somebody has made non-blocking. A full pipe is tried again; what cannot be written is counted,
 * and the next line that can be is preceded by one that tells the loss. Safe for use by many threads;
 * an interrupt does not disturb it and is kept.
 */
final class StdoutSink {

  /** What POSIX calls {@code PIPE_BUF} on Linux. */
  static final int ATOMIC = 4096;

  private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private final OutputStream out;
  private final boolean inParts;
  private final @Nullable Duration dropAfter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Losses losses = new Losses();
  private final AtomicBoolean complained = new AtomicBoolean();
  private volatile boolean stalled;
  private boolean inLine;
  private @Nullable LossLine lossLine;

  /** Makes the line that tells a loss. */
  interface LossLine {
    byte[] of(Losses.Report report);
  }

  private static final class Stalled extends IOException {
    private static final long serialVersionUID = 1;

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  StdoutSink(OutputStream out, boolean inParts, @Nullable Duration dropAfter) {
    this.out = out;
    this.inParts = inParts;
    this.dropAfter = dropAfter;
  }

  /** The standard output of this process. Never a channel: an interrupt would close it for good. */
  static StdoutSink standard(LogSettings settings) {
    boolean file = Files.isRegularFile(Path.of("/proc/self/fd/1"));
    return new StdoutSink(new FileOutputStream(FileDescriptor.out), !file, settings.dropAfter());
  }

  void lossLine(LossLine line) {
    lossLine = line;
  }

  /** Writes one line, which ends with its newline, or counts it as lost. */
  void write(byte[] line, int length, Severity severity) {
    if (!acquire()) {
      losses.count(severity, Losses.Reason.STALLED);
      return;
    }
    IOException failure = null;
    boolean interrupted = false;
    try {
      interrupted = Thread.interrupted();
      tellLosses(patience());
      put(line, length, patience());
    } catch (IOException e) {
      losses.count(severity, reason(e));
      failure = e;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (failure != null) {
      complain(failure);
    }
  }

  /** Counts an event that could not even be encoded. */
  void lost(Severity severity) {
    losses.count(severity, Losses.Reason.IO_ERROR);
  }

  /**
   * Waits until lines under way are written, and tells losses not yet told.
   *
   * @return whether that was done in time
   */
  boolean flush(Duration timeout) {
    if (!losses.any()) {
      boolean idle = tryLock(timeout);
      if (idle) {
        lock.unlock();
      }
      return idle && !losses.any();
    }
    return tellLossesAside(timeout);
  }

  /** On a thread of its own, as one that writes into a full pipe is there until that is read. */
  private boolean tellLossesAside(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> told.complete(tellLossesUntil(end)), "twelvefactor-logging-flush");
    thread.setDaemon(true);
    thread.start();
    return told.completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS)
        .join();
  }

  private boolean tellLossesUntil(long end) {
    if (!tryLock(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
      return false;
    }
    try {
      tellLosses(Math.max(0, end - System.nanoTime()));
      return !losses.any();
    } catch (IOException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean acquire() {
    if (dropAfter == null) {
      lock.lock();
      return true;
    }
    if (lock.tryLock()) {
      return true;
    }
    if (stalled || !tryLock(dropAfter)) {
      stalled = true;
      return false;
    }
    return true;
  }

  private boolean tryLock(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How long a full pipe is tried; once one was given up, no longer until something is written. */
  private long patience() {
    if (dropAfter == null) {
      return Long.MAX_VALUE;
    }
    return stalled ? 0 : dropAfter.toNanos();
  }

  private void tellLosses(long patience) throws IOException {
    LossLine maker = lossLine;
    if (!losses.any() || maker == null) {
      return;
    }
    Losses.Report report = losses.report();
    byte[] line = maker.of(report);
    put(line, line.length, patience);
    losses.reported(report);
  }

  private void put(byte[] line, int length, long patience) throws IOException {
    if (inLine) {
      // What a failure left of a line is ended, so that this one stands alone.
      part(new byte[] {'\n'}, 0, 1, patience);
      inLine = false;
    }
    int step = inParts ? ATOMIC : length;
    for (int from = 0; from < length; from += step) {
      int count = Math.min(step, length - from);
      // A line that has begun is not given up, as half a line would be no event at all.
      part(line, from, count, from == 0 ? patience : Long.MAX_VALUE);
      inLine = from + count < length;
    }
    stalled = false;
  }

  private void part(byte[] line, int from, int count, long patience) throws IOException {
    long begin = 0;
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        out.write(line, from, count);
        return;
      } catch (IOException e) {
        if (!isFull(e)) {
          // A file that has no more space may have taken some of it.
          inLine |= !inParts;
          throw e;
        }
        long now = System.nanoTime();
        begin = pause == FIRST_PAUSE ? now : begin;
        if (now - begin >= patience) {
          stalled = true;
          throw new Stalled();
        }
      }
      LockSupport.parkNanos(this, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  /** EAGAIN. The JDK tells it by the text of the C library only. */
  private static boolean isFull(IOException e) {
    return says(e, "temporarily unavailable") || says(e, "would block");
  }

  private static boolean says(IOException e, String part) {
    String message = e.getMessage();
    return message != null && message.contains(part);
  }

  private static Losses.Reason reason(IOException e) {
    if (e instanceof Stalled) {
      return Losses.Reason.STALLED;
    }
    if (says(e, "Broken pipe") || says(e, "reset by peer")) {
      return Losses.Reason.NO_READER;
    }
    boolean full = says(e, "No space left") || says(e, "quota") || says(e, "too large");
    return full ? Losses.Reason.NO_SPACE : Losses.Reason.IO_ERROR;
  }

  /** Says once, on standard error, that the log does not get out. */
  private void complain(IOException e) {
    if (e instanceof Stalled || !complained.compareAndSet(false, true)) {
      return;
    }
    String text = "twelvefactor-logging: events are lost, as standard output cannot be written: "
        + e.getMessage()
        + ". If it recovers, an event logs_dropped tells how many.\n";
    // Not closed: the descriptor belongs to the process.
    FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
    try {
      stderr.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException alsoLost) {
      // There is nobody left to tell.
    }
  }
}
