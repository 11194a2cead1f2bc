// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.session.SessionToken;
import dev.twelvefactor.testkit.ChildJvm;
import dev.twelvefactor.testkit.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token is known to its client alone: not to who reads the server, its disk or our logs. */
class RedisSecretsIT {

  /** Not compressed, so that the file can be searched. */
  private final RedisProcess server = RedisProcess.start("--rdbcompression", "no");

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void token_isNowhereButWithItsClient() throws Exception {
    List<String> sent;
    List<String> said;
    List<SessionToken> tokens;
    try (Monitor monitor = new Monitor(server);
        ChildJvm child = SecretsUser.process(server.url(), "trace")) {
      assertThat(child.awaitExit(Duration.ofSeconds(60))).isZero();
      sent = monitor.lines();
      said = child.lines();
      tokens = SecretsUser.tokens(said);
    }
    String file = rdbFile();

    assertThat(tokens).hasSize(4).doesNotHaveDuplicates();
    assertThat(said).anyMatch(line -> line.contains("TRACE dev.twelvefactor.session.user"));
    assertThat(said).anyMatch(line -> line.contains("DEBUG io.lettuce.core"));
    for (SessionToken token : tokens) {
      assertThat(sent)
          .as("commands")
          .anyMatch(line -> line.contains(token.handle().value()));
      List<String> secrets = spellings(token);
      assertThat(said).filteredOn(line -> containsAny(line, secrets)).isEmpty();
      assertThat(sent).filteredOn(line -> containsAny(line, secrets)).isEmpty();
      assertThat(containsAny(file, secrets)).as("file").isFalse();
    }
    assertThat(file).contains(tokens.get(3).handle().value());
  }

  @Test
  void attributeAndSubject_areInNoLogAndNoKey() {
    List<String> said;
    try (ChildJvm child = SecretsUser.process(server.url(), "debug")) {
      assertThat(child.awaitExit(Duration.ofSeconds(60))).isZero();
      said = child.lines();
    }

    assertThat(server.command("KEYS", "*"))
        .contains(":s:")
        .contains(":u:")
        .doesNotContain(SecretsUser.SUBJECT)
        .doesNotContain(SecretsUser.PASSWORD_VALUE);
    // Not at the finest level, at which the driver shows the bytes that it sends.
    assertThat(said).anyMatch(line -> line.contains("DEBUG io.lettuce.core"));
    List<String> secrets =
        List.of(SecretsUser.SUBJECT, SecretsUser.PASSWORD_VALUE, SecretsUser.TOKEN_KEY);
    assertThat(said).filteredOn(line -> containsAny(line, secrets)).isEmpty();
  }

  private String rdbFile() throws IOException {
    server.command("SAVE");
    return Files.readString(Path.of(setting("dir"), setting("dbfilename")), ISO_8859_1);
  }

  private String setting(String name) {
    return server.command("CONFIG", "GET", name).lines().skip(1).findFirst().orElseThrow();
  }

  private static List<String> spellings(SessionToken token) {
    byte[] bytes = Base64.getUrlDecoder().decode(token.value());
    return Stream.of(
            token.value(),
            new String(bytes, ISO_8859_1),
            Base64.getEncoder().withoutPadding().encodeToString(bytes),
            HexFormat.of().formatHex(bytes),
            Base64.getEncoder().withoutPadding().encodeToString(token.value().getBytes(UTF_8)),
            HexFormat.of().formatHex(token.value().getBytes(UTF_8)))
        .flatMap(text -> Stream.of(text, text.toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static boolean containsAny(String text, List<String> parts) {
    return parts.stream().anyMatch(text::contains);
  }
}
