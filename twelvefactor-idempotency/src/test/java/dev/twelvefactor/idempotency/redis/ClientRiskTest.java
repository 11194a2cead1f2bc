// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk.NEVER_RECONNECTS;
import static dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk.NO_TIME_LIMIT;
import static dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk.QUEUES_WITHOUT_LIMIT;
import static dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk.RESENDS_COMMANDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore.ClientRisk;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientRiskTest {

  private static final Set<ClientRisk> NONE = Set.of();

  private static ClientOptions.Builder safe() {
    return ClientOptions.builder()
        .replayFilter(command -> true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.enabled());
  }

  @Test
  void check_safeOptions_areTaken() {
    assertThatCode(() -> ClientRisk.check(safe().build(), NONE)).doesNotThrowAnyException();
    assertThatCode(() -> ClientRisk.check(
            safe()
                .disconnectedBehavior(DisconnectedBehavior.DEFAULT)
                .requestQueueSize(1000)
                .replayFilter(command -> command.getType().toString().startsWith("EVAL"))
                .build(),
            NONE))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://localhost:1", "redis-cluster://localhost:1"})
  void check_optionsOfOurOwnClient_areSafe(String url) {
    OwnDriver driver = new OwnDriver(RedisAddress.parse("url", url), Duration.ofMillis(250));
    try {
      assertThatCode(() -> ClientRisk.check(driver.options(), NONE)).doesNotThrowAnyException();
    } finally {
      driver.close();
    }
  }

  static Stream<Arguments> unsafe() {
    return Stream.of(
        Arguments.of(RESENDS_COMMANDS, safe().replayFilter(command -> false)),
        Arguments.of(
            RESENDS_COMMANDS,
            safe().replayFilter(command -> command.getType() == CommandType.EVALSHA)),
        Arguments.of(
            QUEUES_WITHOUT_LIMIT, safe().disconnectedBehavior(DisconnectedBehavior.DEFAULT)),
        Arguments.of(
            QUEUES_WITHOUT_LIMIT,
            safe().disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS)),
        Arguments.of(NO_TIME_LIMIT, safe().timeoutOptions(TimeoutOptions.create())),
        Arguments.of(NEVER_RECONNECTS, safe().autoReconnect(false)));
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void check_unsafeOption_isRefusedByNameUnlessAccepted(
      ClientRisk risk, ClientOptions.Builder options) {
    assertThatThrownBy(() -> ClientRisk.check(options.build(), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unsafe for idempotency")
        .hasMessageContaining(risk + ": ")
        .satisfies(e -> assertThat(Arrays.stream(ClientRisk.values())
                .filter(other -> String.valueOf(e.getMessage()).contains(other + ": ")))
            .containsExactly(risk));

    assertThatCode(() -> ClientRisk.check(options.build(), EnumSet.of(risk)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientRisk.class,
      names = {"RESENDS_COMMANDS", "QUEUES_WITHOUT_LIMIT"})
  void check_defaultsOfTheDriver_areRefusedEachByName(ClientRisk risk) {
    assertThatThrownBy(
            () -> ClientRisk.check(ClientOptions.create(), EnumSet.complementOf(EnumSet.of(risk))))
        .hasMessageContaining(risk + ": ");
    assertThatThrownBy(() -> ClientRisk.check(ClientOptions.create(), NONE))
        .hasMessageContaining(risk + ": ");
  }
}
