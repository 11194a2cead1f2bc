// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.logging.Secret;
import dev.twelvefactor.testkit.RandomCases;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Secrets of every kind in every place of an event; not one may be in the bytes that come out. */
class PlantedSecretsTest {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int CASES = Integer.getInteger("twelvefactor.test.events", 200_000) / 10;

  private record Account(String name, String password) {}

  private record Shown(Object inner) {}

  @Test
  void line_withASecretAnywhere_doesNotShowIt() {
    Recorder recorder = Recorder.of();

    RandomCases.run(CASES, (random, index) -> {
      String secret = secret(random);
      String text = around(random, secret);
      EventDraft draft = recorder.begin(Severity.WARN, random.nextInt(9) == 0 ? text : "event");
      plant(random, draft, secret, text);

      recorder.journal().write(draft);

      assertThat(recorder.lines())
          .singleElement()
          .satisfies(
              line -> assertThat(line).as("planted %s in %s", secret, text).doesNotContain(secret));
    });
  }

  private static void plant(Random random, EventDraft draft, String secret, String text) {
    switch (random.nextInt(14)) {
      case 0 -> draft.add("note", text);
      case 1 -> draft.message("about " + text);
      case 2 -> draft.message("about {} and more", new Object[] {text});
      case 3 -> draft.message("with password={} it", new Object[] {secret + " " + secret});
      case 4 -> draft.add("user_password", secret);
      case 5 -> draft.add("list", List.of("a", text, Map.of("k", text)));
      case 6 -> draft.add("account", new Account("ada", secret));
      case 7 -> draft.add("shown", new Shown(Optional.of(text)));
      case 8 -> draft.add("s", Secret.of(secret));
      case 9 -> draft.bound(new Field[] {Field.of("b", text), Field.of("api_key", secret)});
      case 10 ->
        draft.context(new Field[] {Field.of("c", text)}, Map.of("m", text, "token", secret));
      case 11 -> draft.throwable(new IllegalStateException(text));
      case 12 -> draft.throwable(caused(text));
      default -> draft.add(text, "as a key");
    }
  }

  private static Throwable caused(String text) {
    Throwable thrown = new RuntimeException("outer", new IllegalStateException(text));
    thrown.addSuppressed(new Error("suppressed", new Error(text)));
    return thrown;
  }

  private static String secret(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> card(random);
      case 1 ->
        "%03d-%02d-%04d"
            .formatted(1 + random.nextInt(665), 1 + random.nextInt(99), 1 + random.nextInt(9999));
      case 2 -> "eyJ" + word(random, 20) + "." + word(random, 30) + "." + word(random, 20);
      case 3 -> "sk_live_" + word(random, 16);
      case 4 -> "ghp_" + word(random, 36);
      default -> "AKIA" + word(random, 16).toUpperCase(java.util.Locale.ROOT);
    };
  }

  private static String card(Random random) {
    int[] digits = random.ints(16, 0, 10).toArray();
    digits[0] = 4;
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      int doubled = i % 2 == 0 ? digits[i] * 2 : digits[i];
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    digits[15] = (10 - sum % 10) % 10;
    StringBuilder card = new StringBuilder();
    Arrays.stream(digits).forEach(card::append);
    return card.toString();
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return word.toString();
  }

  private static String around(Random random, String secret) {
    return switch (random.nextInt(6)) {
      case 0 -> secret;
      case 1 -> "see " + secret + ", please";
      case 2 -> "{\"value\":\"" + secret + "\"}";
      case 3 ->
        "x".repeat(random.nextInt(30_000)) + " " + secret + " " + "y".repeat(random.nextInt(9000));
      case 4 -> "(" + secret + ")\n";
      default -> "Bearer " + secret;
    };
  }
}
