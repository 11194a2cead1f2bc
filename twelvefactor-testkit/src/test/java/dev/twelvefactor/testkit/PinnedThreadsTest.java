// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk25")
class PinnedThreadsTest {

  /** Its initialiser blocks below a frame of the VM, which pins on every Java so far. */
  private static final class BlocksWhenInitialised {
    static final long DONE = park();

    private static long park() {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      return System.nanoTime();
    }
  }

  @Test
  void assertNone_blockingInAStaticInitialiser_failsWithTheStack() {
    assertThatThrownBy(() -> PinnedThreads.assertNone(() -> PinnedThreads.onVirtualThreads(
            1, () -> assertThat(BlocksWhenInitialised.DONE).isNotZero())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("pinned")
        .hasMessageContaining("BlocksWhenInitialised.park");
  }

  /** Below a frame of the VM, as every lookup of a class that the VM asks for. */
  private static final class SlowLoader extends ClassLoader {
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      return super.findClass(name);
    }
  }

  @Test
  void assertNone_blockingWhileAClassIsLoaded_passes() {
    SlowLoader loader = new SlowLoader();

    assertThatCode(() -> PinnedThreads.assertNone(() -> PinnedThreads.onVirtualThreads(
            1,
            () -> assertThatThrownBy(() -> Class.forName("absent.Name", true, loader))
                .isInstanceOf(ClassNotFoundException.class))))
        .doesNotThrowAnyException();
  }

  @Test
  void assertNone_waitingForALock_passes() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    AtomicInteger runs = new AtomicInteger();
    PinnedThreads.Task contend = () -> {
      lock.lock();
      try {
        runs.incrementAndGet();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      } finally {
        lock.unlock();
      }
    };
    PinnedThreads.onVirtualThreads(2, contend);

    assertThatCode(
            () -> PinnedThreads.assertNone(() -> PinnedThreads.onVirtualThreads(20, contend)))
        .doesNotThrowAnyException();

    assertThat(runs).hasValue(22);
  }

  @Test
  void onVirtualThreads_failingTask_isRethrownWhenAllHaveEnded() {
    AtomicInteger runs = new AtomicInteger();

    assertThatThrownBy(() -> PinnedThreads.onVirtualThreads(10, () -> {
          if (runs.incrementAndGet() == 3) {
            throw new IOException("third");
          }
        }))
        .isInstanceOf(IOException.class)
        .hasMessage("third");

    assertThat(runs).hasValue(10);
  }

  @Test
  void onVirtualThreads_task_isOnAVirtualThread() throws Exception {
    PinnedThreads.onVirtualThreads(
        1, () -> assertThat(Thread.currentThread().toString()).startsWith("VirtualThread"));
  }
}
