// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a time limit of 250 ms, commands that time out for two seconds are silence. */
class LinkWatchTest {

  private final RedisClient client = RedisClient.create();
  private final AtomicLong now = new AtomicLong(Duration.ofHours(1).toNanos());
  private final AtomicInteger abandoned = new AtomicInteger();
  private final LinkWatch watch = new LinkWatch(
      ServerDriver.of(client),
      Duration.ofMillis(250),
      link -> abandoned.incrementAndGet(),
      now::get);

  @AfterEach
  void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  @Test
  void timeout_afterAQuietHour_isNoSilence() {
    watch.heard();
    advance(Duration.ofHours(1));

    timeOut();

    assertThat(abandoned).hasValue(0);
  }

  @Test
  void timeouts_forLongerThanSilence_abandonTheConnectionOnce() {
    timeOut();
    advance(Duration.ofMillis(1_999));
    timeOut();
    assertThat(abandoned).hasValue(0);
    advance(Duration.ofMillis(2));

    timeOut();
    timeOut();

    assertThat(abandoned).hasValue(1);
  }

  @Test
  void answer_betweenTimeouts_endsTheSilence() {
    timeOut();
    advance(Duration.ofMillis(1_500));
    watch.heard();
    timeOut();
    advance(Duration.ofMillis(1_500));

    timeOut();

    assertThat(abandoned).hasValue(0);
  }

  @SuppressWarnings("NullAway") // Which connection it is matters only to who gives it up.
  private void timeOut() {
    watch.failed(null, new RedisCommandTimeoutException("late"));
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
