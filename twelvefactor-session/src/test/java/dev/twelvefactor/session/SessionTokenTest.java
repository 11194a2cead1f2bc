// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTokenTest {

  /** The bytes 0 to 31. */
  private static final String COUNTING = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void parse_valueOfAToken_isThatToken() {
    SessionToken token = SessionToken.random();

    assertThat(SessionToken.parse(token.value())).contains(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH+8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH/8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH 8",
        " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHé8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH\n8"
      })
  void parse_otherText_isNoToken(String text) {
    assertThat(SessionToken.parse(text)).isEmpty();
  }

  /** The last character holds four bits of the token and two that must be zero. */
  @ParameterizedTest
  @ValueSource(strings = {"9", "-", "_"})
  void parse_anotherSpellingOfAToken_isNoToken(String lastCharacter) {
    String text = COUNTING.substring(0, 42);

    assertThat(SessionToken.parse(text + "8")).isPresent();
    assertThat(SessionToken.parse(text + lastCharacter)).isEmpty();
  }

  @Test
  void value_is43CharactersOfBase64url() {
    assertThat(SessionToken.random().value()).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void handle_isTheFirstHalfOfTheSha256() {
    SessionToken token = SessionToken.parse(COUNTING).orElseThrow();

    assertThat(token.handle().value()).isEqualTo("Yw3NKWbEM2aRElRIu7JbTw");
  }

  @Test
  void equals_comparesTheSecret() {
    SessionToken token = SessionToken.random();
    SessionToken same = SessionToken.parse(token.value()).orElseThrow();

    assertThat(token).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(token).isNotEqualTo(SessionToken.random()).isNotEqualTo(token.value());
  }

  @Test
  void toString_doesNotShowTheSecret() {
    assertThat(SessionToken.random()).hasToString("SessionToken[hidden]");
  }

  @Test
  void random_inABucket_hasItsBitsAndNoOthersInCommon() {
    for (int bucket = 0; bucket < SessionToken.BUCKETS; bucket++) {
      assertThat(SessionToken.random(bucket).bucket()).isEqualTo(bucket);
    }

    Set<String> rests = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      rests.add(SessionToken.random(5).value().substring(2));
    }
    assertThat(rests).hasSize(1000);
  }

  @Test
  void bucket_isTheFirstTenBits() {
    assertThat(SessionToken.parse("_" + COUNTING.substring(1)).orElseThrow().bucket())
        .isEqualTo(0b11_1111_0000);
    assertThat(SessionToken.parse("A_" + COUNTING.substring(2)).orElseThrow().bucket())
        .isEqualTo(0b00_0000_1111);
  }

  /** The statistic has the mean 255 and the standard deviation 22.6; 400 is beyond six of those. */
  @Test
  void random_itsBytes_areEvenlySpread() {
    int tokens = 10_000;
    for (int position = 0; position < 32; position++) {
      int[] counts = new int[256];
      for (int i = 0; i < tokens; i++) {
        byte[] bytes = Base64.getUrlDecoder().decode(SessionToken.random().value());
        counts[bytes[position] & 0xff]++;
      }
      double expected = tokens / 256.0;
      double chiSquare = IntStream.of(counts)
          .mapToDouble(count -> (count - expected) * (count - expected) / expected)
          .sum();
      assertThat(chiSquare).as("byte %d", position).isLessThan(400);
    }
  }

  @Test
  void conceal_successor_isReadableToThePredecessorAlone() {
    SessionToken old = SessionToken.random();
    SessionToken successor = SessionToken.random(old.bucket());

    String note = old.conceal(successor);

    assertThat(old.reveal(note)).isEqualTo(successor);
    assertThat(SessionToken.random().reveal(note)).isNotEqualTo(successor);
    assertThat(note).doesNotContain(successor.value()).doesNotContain(old.value());
    assertThat(note).isNotEqualTo(SessionToken.random().conceal(successor));
  }

  /** The pad is not what names the session in the store, which whoever reads the store knows. */
  @Test
  void conceal_pad_isNotTheHashBehindTheHandle() throws Exception {
    SessionToken old = SessionToken.parse(COUNTING).orElseThrow();
    SessionToken successor = SessionToken.random();

    byte[] note = Base64.getUrlDecoder().decode(old.conceal(successor));

    byte[] secret = Base64.getUrlDecoder().decode(successor.value());
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(Base64.getUrlDecoder().decode(COUNTING));
    assertThat(
            IntStream.range(0, 16).filter(i -> (note[i] ^ hash[i]) == secret[i]).count())
        .isLessThan(16);
  }
}
