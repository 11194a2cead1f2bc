// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.RandomCases;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeBytesTest {

  private static final Instant DEADLINE = Instant.ofEpochMilli(1_893_456_000_000L);

  @Test
  void of_payload_isReadableInTheStore() {
    assertThat(AttributeBytes.of(bytes("{}"), null)).isEqualTo(bytes("={}"));
    assertThat(AttributeBytes.of(bytes("{}"), DEADLINE)).isEqualTo(bytes("~1893456000000={}"));
  }

  @Test
  void payload_ofBothForms_isWhatWasWrapped() {
    RandomCases.run(200, (random, index) -> {
      byte[] payload = new byte[random.nextInt(50)];
      random.nextBytes(payload);

      assertThat(AttributeBytes.payload(AttributeBytes.of(payload, null))).isEqualTo(payload);
      assertThat(AttributeBytes.payload(AttributeBytes.of(payload, DEADLINE))).isEqualTo(payload);
    });
  }

  @Test
  void expired_deadline_countsFromItsMillisecondOn() {
    byte[] bytes = AttributeBytes.of(bytes("1"), DEADLINE);

    assertThat(AttributeBytes.expired(bytes, () -> DEADLINE.minusMillis(1))).isFalse();
    assertThat(AttributeBytes.expired(bytes, () -> DEADLINE)).isTrue();
    assertThat(AttributeBytes.expired(bytes, () -> DEADLINE.plusSeconds(1))).isTrue();
  }

  @Test
  void expired_withoutDeadline_isNever() {
    assertThat(AttributeBytes.expired(AttributeBytes.of(bytes("1"), null), () -> Instant.MAX))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "x=1",
        "~",
        "~=1",
        "~12",
        "~1x=1",
        "~-1=1",
        "~1234567890123456789012=1",
        "\0=1"
      })
  void unknownForm_hasNoPayloadAndDoesNotExpire(String form) {
    assertThat(AttributeBytes.payload(bytes(form))).isNull();
    assertThat(AttributeBytes.expired(bytes(form), () -> DEADLINE)).isFalse();
  }

  @Test
  void anyBytes_areReadWithoutFailure() {
    RandomCases.run(2000, (random, index) -> {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      if (bytes.length > 2) {
        bytes[0] = '~';
        bytes[1] = (byte) ('0' + random.nextInt(10));
      }

      AttributeBytes.expired(bytes, () -> DEADLINE);
      byte[] payload = AttributeBytes.payload(bytes);

      assertThat(payload == null || payload.length < bytes.length).isTrue();
    });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
