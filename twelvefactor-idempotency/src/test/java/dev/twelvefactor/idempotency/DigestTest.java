// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Digests are in the stores of running services, so they stay what they are. */
class DigestTest {

  @Test
  void of_bytes_isTheBeginningOfTheirHash() {
    assertThat(Digest.of("tea".getBytes(UTF_8))).isEqualTo("qfdNHsNuvesto_blhoCQzQ");
  }

  @Test
  void of_parts_isTheBeginningOfTheHashOfLengthsAndParts() {
    assertThat(Digest.of("acme", "créer", "42")).isEqualTo("YrhCP49t2fp21-i2oMntuQ");
  }

  @Test
  void of_partsCutElsewhere_isAnother() {
    assertThat(Digest.of("ab", "c")).isNotEqualTo(Digest.of("a", "bc"));
  }

  /** All take turns with the one digest that is kept. */
  @Test
  void of_manyThreadsAtOnce_isWhatEachAloneGets() {
    List<String> texts = IntStream.range(0, 20_000).mapToObj(i -> "order-" + i).toList();
    List<String> alone = texts.stream().map(Digest::of).toList();

    assertThat(texts.parallelStream().map(Digest::of).toList()).isEqualTo(alone);
  }
}
