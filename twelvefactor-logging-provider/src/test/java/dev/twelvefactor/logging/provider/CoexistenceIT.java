// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.spi.SLF4JServiceProvider;

class CoexistenceIT {

  private static final String OURS = LoggingServiceProvider.class.getName();

  @Test
  void lines_ofEveryLibrary_areEventsOnceAndWithTheContext() {
    Service.Outcome outcome = Service.of(ThirdPartyProgram.class).run();

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.events())
        .extracting(event -> event.path("event").asText(event.path("message").asText()))
        .containsExactly(
            "facade",
            "slf4j",
            "slf4j_arguments 1 password=[REDACTED] 99.5",
            "slf4j_exception x",
            "slf4j_critical",
            "slf4j_marker",
            "jul",
            "jul_arguments 1 secret=[REDACTED]",
            "jul_exception",
            "jul_fine_now",
            "system",
            "system_arguments 1 token=[REDACTED]",
            "after");
    assertThat(outcome.event("slf4j").toString())
        .contains(
            "\"logger\":\"lib.slf4j\"",
            "\"request_id\":\"r1\",\"retries\":3",
            "\"user\":\"ada\"",
            "\"stack\":[\"inner\",\"outer\"]");
    assertThat(outcome.event("jul").get("request_id").textValue()).isEqualTo("r1");
    assertThat(outcome.event("system").get("retries").intValue()).isEqualTo(3);
    assertThat(outcome.event("slf4j_critical").get("level").textValue()).isEqualTo("CRITICAL");
    assertThat(outcome.event("slf4j_marker").get("markers").toString()).isEqualTo("[\"AUDIT\"]");
    assertThat(outcome.event("slf4j_exception x").get("error").get("message").textValue())
        .isEqualTo("token=[REDACTED]");
    assertThat(outcome.event("after").has("request_id")).isFalse();
  }

  @Test
  void start_withOtherProviders_saysWhichDependenciesToExclude() {
    Service.Outcome outcome = Service.of(ThirdPartyProgram.class).bound(OURS).run();

    List<JsonNode> others = outcome.events().stream()
        .filter(event -> event.path("event").asText().equals("second_slf4j_provider"))
        .toList();
    assertThat(outcome.exit()).isZero();
    assertThat(others)
        .extracting(event -> event.get("exclude").textValue())
        .containsExactlyInAnyOrder(
            "ch.qos.logback:logback-classic",
            "org.apache.logging.log4j:log4j-slf4j2-impl",
            "org.slf4j:slf4j-jdk14",
            "org.slf4j:slf4j-simple");
    assertThat(outcome.event("slf4j").isObject()).isTrue();
  }

  @Test
  void start_withAProviderForANewerJava_doesNotFail(@TempDir Path folder) throws IOException {
    Path lists = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(lists.resolve(SLF4JServiceProvider.class.getName()), "NewerProvider");
    byte[] newer = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 99};
    Files.write(folder.resolve("NewerProvider.class"), newer);

    Service.Outcome outcome =
        Service.of(ThirdPartyProgram.class).bound(OURS).and(folder).run();

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.event("slf4j").isObject()).isTrue();
  }

  @Test
  void start_withoutAnyProvider_isSilentAndDoesNotFail() {
    Service.Outcome outcome =
        Service.of(WritingProgram.class, "plain", "3", "10").withoutOurs().run();

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.lines()).isEmpty();
    assertThat(outcome.errors()).contains("done");
  }

  @Test
  void environment_badValues_areEventsAndTheDefaultsHold() {
    Service.Outcome outcome = Service.of(WritingProgram.class, "plain", "1", "10")
        .with("LOG_LEVEL", "LOUD")
        .with("LOG_SCHEMA", "xml")
        .with("LOG_MAX_EVENT_BYTES", "12")
        .with("LOG_LEVELS", "a=b")
        .with("LOG_OVERFLOW", "drop")
        .with("LOG_REDACT_KEYS", "iban")
        .with("LOG_STACK_ROOT_FIRST", "maybe")
        .run();

    assertThat(outcome.events())
        .filteredOn(event -> event.get("event").textValue().equals("log_setting_ignored"))
        .extracting(event -> event.get("variable").textValue())
        .containsExactlyInAnyOrder(
            "LOG_LEVEL",
            "LOG_SCHEMA",
            "LOG_MAX_EVENT_BYTES",
            "LOG_LEVELS",
            "LOG_OVERFLOW",
            "LOG_REDACT_KEYS",
            "LOG_STACK_ROOT_FIRST");
    assertThat(outcome.event("line").get("level").textValue()).isEqualTo("INFO");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.slf4j.simple.SimpleServiceProvider",
        "org.slf4j.jul.JULServiceProvider",
      })
  void environment_badValuesOverATextBackend_areToldOnceBeforeTheFirstEvent(String provider) {
    Service.Outcome outcome = Service.of(WritingProgram.class, "plain", "3", "10")
        .bound(provider)
        .with("LOG_LEVEL", "LOUD")
        .with("LOG_SCHEMA", "xml")
        .run();

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(outcome.errors())
        .containsOnlyOnce("log_setting_ignored variable=LOG_LEVEL value=LOUD")
        .containsOnlyOnce("log_setting_ignored variable=LOG_SCHEMA value=xml")
        .containsSubsequence("variable=LOG_SCHEMA", "n=0", "n=2", "done");
  }

  @Test
  void environment_badValuesOverABackendOfPairs_areToldOnceBeforeTheFirstEvent() {
    Service.Outcome outcome = Service.of(WritingProgram.class, "plain", "3", "10")
        .bound("ch.qos.logback.classic.spi.LogbackServiceProvider")
        .with("LOG_LEVEL", "LOUD")
        .with("LOG_SCHEMA", "xml")
        .run();

    assertThat(outcome.exit()).as(outcome.errors()).isZero();
    assertThat(String.join("\n", outcome.lines()))
        .containsOnlyOnce("variable=\"LOG_LEVEL\" value=\"LOUD\"")
        .containsOnlyOnce("variable=\"LOG_SCHEMA\" value=\"xml\"")
        .containsSubsequence("variable=\"LOG_SCHEMA\"", "n=\"0\"", "n=\"2\"");
  }

  @Test
  void environment_levels_decideWhatIsLogged() {
    Service.Outcome outcome = Service.of(ThirdPartyProgram.class)
        .with("LOG_LEVEL", "error")
        .with("LOG_LEVELS", "lib.slf4j=DEBUG, lib.system=WARN")
        .run();

    assertThat(outcome.events())
        .extracting(event -> event.path("event").asText(event.path("message").asText()))
        .contains("slf4j_debug", "slf4j", "jul_exception", "jul_fine_now")
        .doesNotContain("facade", "jul", "system");
  }

  @Test
  void environment_pretty_isForPeople() {
    Service.Outcome outcome =
        Service.of(ThirdPartyProgram.class).with("LOG_FORMAT", "pretty").run();

    assertThat(outcome.lines())
        .anyMatch(
            line -> line.matches("[0-9:.]{12} INFO     facade                       n=1 dev.*"))
        .anyMatch(line -> line.contains("slf4j_arguments 1 password=[REDACTED] 99.5"))
        .anyMatch(line -> line.contains("java.lang.IllegalStateException: token=[REDACTED]"))
        .anyMatch(
            line -> line.startsWith("    at dev.twelvefactor.logging.provider.ThirdPartyProgram"))
        .noneMatch(line -> line.contains("\u001b") || line.contains("hunter2"));
  }
}
