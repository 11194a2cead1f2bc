// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.RandomCases;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScannerTest {

  private static final int CASES = 30_000;

  private final Redaction redaction = new Redaction(KeyRule.standard());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "password=hunter2 next|password=[REDACTED] next",
        "password: hunter2, user: ada|password: [REDACTED], user: ada",
        "{\"password\":\"hun\\\"ter2\",\"a\":1}|{\"password\":\"[REDACTED]\",\"a\":1}",
        "{\\\"token\\\":\\\"abc\\\",\\\"a\\\":1}|{\\\"token\\\":\\\"[REDACTED]\\\",\\\"a\\\":1}",
        "{'apiKey': 'a b c', 'x': 1}|{'apiKey': '[REDACTED]', 'x': 1}",
        "User[name=ada, password=hunter2]|User[name=ada, password=[REDACTED]]",
        "{pin=1, secret=[a, b], x=2}|{pin=1, secret=[REDACTED], x=2}",
        "Authorization: Bearer abc.def next|Authorization: [REDACTED]",
        "{Authorization=Basic dXNlcjpwdw==}|{Authorization=[REDACTED]}",
        "Cookie: a=1; b=2|Cookie: [REDACTED]",
        "token: Bearer abc rest|token: [REDACTED] rest",
        "https://x.test/cb?code=1&access_token=abc&state=2|https://x.test/cb?code=1&access_token=[REDACTED]&state=2",
        "redis://user:pw@localhost:6379/0|redis://user:[REDACTED]@localhost:6379/0",
        "redis://:ab/cd=@host:6379/0|redis://:[REDACTED]@host:6379/0",
        "PGPASSWORD=hunter2 psql|PGPASSWORD=[REDACTED] psql",
        "jdbc:x?sslpassword=abc&a=1|jdbc:x?sslpassword=[REDACTED]&a=1",
        "password:          hunter2 next|password:          [REDACTED] next",
        "password          = hunter2 next|password          = [REDACTED] next",
        "Cookie: theme=\"dark\"; SESSION=abc|Cookie: [REDACTED]",
        "Authorization: Digest username=\"a\", response=\"6629\"|Authorization: [REDACTED]",
        "curl -H \"Cookie: a=1\" http://x|curl -H \"Cookie: [REDACTED]\" http://x",
        "redis://:p@w@localhost|redis://:[REDACTED]@localhost",
        "card 4111111111111111.|card [REDACTED].",
        "card 4111 1111 1111 1111!|card [REDACTED]!",
        "card 4111-1111-1111-1111 of|card [REDACTED] of",
        "amex 3782-822463-10005 of|amex [REDACTED] of",
        "card4111111111111111x|card[REDACTED]x",
        "2024 4111 1111 1111 1111|2024 [REDACTED]",
        "4111 1111 1111 1111 2024|[REDACTED] 2024",
        "ssn 123-45-6789.|ssn [REDACTED].",
        "call with sk_live_abc123 now|call with [REDACTED] now",
        "AKIAIOSFODNN7EXAMPLE|[REDACTED]",
        "ghp_0123456789abcdefABCDEF0123456789abcd|[REDACTED]",
        "xoxb-123456789012-abcdef|[REDACTED]",
        "Bearer 0a1b2c3d4e|Bearer [REDACTED]",
        "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y|x [REDACTED] y",
        "-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- rest|[REDACTED] rest",
        "-----BEGIN PRIVATE KEY----- MIIE|[REDACTED]"
      })
  void text_withASecret_isMaskedAndNothingElseIs(String text, String expected) {
    assertThat(redaction.text(text)).isEqualTo(expected);
    assertThat(redaction.text(expected)).as("masked again").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "order_created",
        "12:30:45",
        "2026-11-24T09:08:07.006Z",
        "https://x.test:8080/a?b=c",
        "https://x.test:8080/users/ada@x.test",
        "550e8400-e29b-41d4-a716-446655440000",
        "1764000000000",
        "1764000000000000",
        "1764000000000000000",
        "4111111111111112",
        "0.4111111111111111",
        "123-45-67890",
        "000-45-6789",
        "666-45-6789",
        "900-45-6789",
        "123-00-6789",
        "123-45-0000",
        "555-123-4567",
        "token_count=5",
        "Basic authentication",
        "Bearer authentication",
        "a=b:c",
        "/sk_path/file",
        "task_list",
        "-----BEGIN CERTIFICATE-----",
        "eyJustAWord",
        "Japan: 1",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709"
      })
  void text_withoutASecret_staysTheSame(String text) {
    assertThat(redaction.text(text)).isSameAs(text);
  }

  @Test
  void text_ofIdentifiers_isHardlyEverMistakenForASecret() {
    int[] wrong = new int[4];

    RandomCases.run(CASES, (random, index) -> {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      String digest = new java.math.BigInteger(1, bytes).toString(16);
      long epoch = 1_700_000_000_000L + (random.nextLong() & 0x3f_ffff_ffffL);
      wrong[0] += changed(new UUID(random.nextLong(), random.nextLong()).toString());
      wrong[1] += changed(epoch + " " + epoch * 1000 + " " + epoch * 1_000_000);
      wrong[2] += changed(Base64.getUrlEncoder().encodeToString(bytes));
      wrong[3] += changed("ORD-" + (random.nextLong() & 0xff_ffffL) + " sha256:" + digest);
    });

    assertThat(wrong[0]).as("UUIDs").isLessThanOrEqualTo(5);
    assertThat(wrong[1]).as("times").isZero();
    assertThat(wrong[2]).as("base64").isLessThanOrEqualTo(20);
    assertThat(wrong[3]).as("order numbers and digests").isLessThanOrEqualTo(20);
  }

  private int changed(String text) {
    return redaction.text(text).equals(text) ? 0 : 1;
  }

  @Test
  void text_madeToBeSlow_takesNoLongerThanItsLength() {
    String[] parts = {
      "password=",
      "\"token\":\"",
      "://a:",
      "eyJ",
      "-----BEGIN ",
      "4111 ",
      "1",
      "secret=[",
      "a.b-",
      "4111111111111111a",
      ": "
    };

    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      for (String part : parts) {
        redaction.text(part.repeat(500_000 / part.length()));
      }
    });
  }
}
