// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttributeFormatTest {

  private static final SessionKey<Integer> COUNT = SessionKey.of("count", Integer.class);

  private final AtomicInteger asked = new AtomicInteger();
  private final AttributeFormat format =
      new AttributeFormat(AttributeCodec.json(), 1024, 1024, 10, this::clock);

  private Instant clock() {
    asked.incrementAndGet();
    return Instant.EPOCH;
  }

  /** On Redis the first question waits for the server, which may be down. */
  @Test
  void attribute_thatDoesNotExpire_needsNoClock() {
    byte[] bytes = format.write(COUNT, 7);

    assertThat(format.read(COUNT, bytes, "json")).contains(7);
    assertThat(asked).hasValue(0);
  }

  @Test
  void attribute_thatExpires_asksTheClock() {
    SessionKey<Integer> brief = COUNT.timeToLive(Duration.ofSeconds(1));
    byte[] bytes = format.write(brief, 7);

    assertThat(format.read(brief, bytes, "json")).contains(7);
    assertThat(asked).hasValue(2);
  }
}
