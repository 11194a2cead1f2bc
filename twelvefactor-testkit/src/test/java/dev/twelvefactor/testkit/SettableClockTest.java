// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableClockTest {

  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");

  @Test
  void instant_nothingDone_standsStill() {
    SettableClock clock = SettableClock.at(NOON);

    assertThat(clock.instant()).isEqualTo(NOON).isEqualTo(clock.instant());
    assertThat(SettableClock.create().instant())
        .isEqualTo(SettableClock.create().instant());
  }

  @Test
  void advance_duration_movesBothTimes() {
    SettableClock clock = SettableClock.at(NOON);
    long before = clock.nanoTime();

    clock.advance(Duration.ofSeconds(90));

    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(90));
    assertThat(clock.nanoTime() - before).isEqualTo(90_000_000_000L);
  }

  @Test
  void set_earlier_turnsTheClockBackWithoutTimePassing() {
    SettableClock clock = SettableClock.at(NOON);
    long before = clock.nanoTime();

    clock.set(NOON.minusSeconds(3600));

    assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(3600));
    assertThat(clock.nanoTime()).isEqualTo(before);
  }

  @Test
  void advance_negative_isRefused() {
    assertThatThrownBy(() -> SettableClock.create().advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.000000001S");
  }

  @Test
  void advance_manyThreads_losesNothing() throws InterruptedException {
    SettableClock clock = SettableClock.at(NOON);
    Thread[] threads = new Thread[4];

    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> advanceOften(clock));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(40));
  }

  private static void advanceOften(SettableClock clock) {
    for (int i = 0; i < 10_000; i++) {
      clock.advance(Duration.ofMillis(1));
    }
  }
}
