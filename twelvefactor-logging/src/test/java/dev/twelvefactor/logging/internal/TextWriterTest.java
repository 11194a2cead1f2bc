// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWriterTest {

  private static final int MOST = 100;

  private final JsonBuffer out = new JsonBuffer();
  private final TextWriter writer = new TextWriter(out, new SecretScanner(KeyRule.standard()));

  private String written(String text) {
    out.truncate(0);
    writer.reset();
    writer.text(text, MOST);
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "4111 1111 1111 1111",
        "123-45-6789",
        "AKIAIOSFODNN7EXAMPLE",
        "sk_live_abcdefghijkl",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"
      })
  void text_secretAcrossTheCut_leavesNothingOfItWhereverTheCutIs(String secret) {
    for (int before = 60; before < 110; before++) {
      String written =
          written("x".repeat(before) + " " + secret + " and the rest of the text".repeat(9));

      assertThat(written).as("after %d", before).doesNotContain(secret.substring(0, 4));
      assertThat(out.length()).isLessThanOrEqualTo(MOST);
      assertThat(writer.cut()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\"", "é", "\u2028", "\ud83d\ude00", "\ud800"})
  void text_ofAnyCharacters_isCutBetweenThem(String unit) {
    for (int length = 1; length < 150; length++) {
      String written = written(unit.repeat(length));

      assertThat(out.length()).isLessThanOrEqualTo(MOST);
      assertThat(Recorder.parse('"' + written + '"').isTextual()).isTrue();
      assertThat(written.endsWith("…")).isEqualTo(writer.cut());
    }
  }

  @Test
  void text_thatFits_isNotCut() {
    assertThat(written("x".repeat(MOST - JsonBuffer.LONGEST_UNIT))).doesNotContain("…");
  }
}
