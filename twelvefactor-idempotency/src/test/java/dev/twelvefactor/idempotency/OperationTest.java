// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationTest {

  private final Operation.Builder<String> builder = Operation.builder("pay", String.class);

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "{a}", "\u00e9"})
  void of_aMalformedName_isRefused(String name) {
    assertThatThrownBy(() -> Operation.of(name, String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("operation name \"" + name + "\"");
  }

  @Test
  void of_noOptions_hasTheDefaultsThatAreDocumented() {
    OperationOptions<String> options = Operation.of("pay", String.class).options();

    assertThat(options.lease).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.maxDuration).isEqualTo(Duration.ofMinutes(15));
    assertThat(options.retention).isEqualTo(Duration.ofHours(24));
    assertThat(options.wait).isZero();
    assertThat(options.onCrash).isEqualTo(OnCrash.UNKNOWN);
    assertThat(options.intentMarkedByTask).isFalse();
    assertThat(options.maxAttempts).isEqualTo(5);
    assertThat(options.maxResultBytes).isEqualTo(262_144);
  }

  @Test
  void builder_valuesOutOfBounds_areRefusedByName() {
    List<ThrowingCallable> calls = List.of(
        () -> builder.lease(Duration.ofMillis(9)),
        () -> builder.lease(Duration.ofHours(3)),
        () -> builder.maxDuration(Duration.ZERO),
        () -> builder.maxDuration(Duration.ofHours(25)),
        () -> builder.retention(Duration.ofMillis(999)),
        () -> builder.retention(Duration.ofDays(367)),
        () -> builder.duplicatesWait(Duration.ofMillis(-1)),
        () -> builder.duplicatesWait(Duration.ofHours(2)),
        () -> builder.maxAttempts(0),
        () -> builder.maxAttempts(1001),
        () -> builder.maxResultBytes(0),
        () -> builder.onCrash(OnCrash.RECONCILE),
        () -> builder.failure(RuntimeException.class, "a b", RuntimeException::new));

    assertThat(calls)
        .allSatisfy(call -> assertThatThrownBy(call)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected: "));
  }

  @Test
  void build_retentionShorterThanARun_isRefused() {
    builder.retention(Duration.ofMinutes(15));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("retention PT15M of operation pay")
        .hasMessageContaining("PT15M30S");
  }

  @Test
  void build_leaseLongerThanARun_isAsLongAsTheRun() {
    Operation<String> operation = builder
        .lease(Duration.ofHours(2))
        .maxDuration(Duration.ofMinutes(1))
        .retention(Duration.ofMinutes(2))
        .build();

    assertThat(operation.options().lease).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void build_laterChangesOfTheBuilder_doNotReachWhatWasBuilt() {
    Operation<String> operation = builder.onCrash(run -> Evidence.cannotTell()).build();
    builder.onCrash(OnCrash.RERUN).retryable(IllegalStateException.class);

    assertThat(operation.onCrash()).isEqualTo(OnCrash.RECONCILE);
    assertThat(operation.options().retryable).isEmpty();
    assertThat(builder.build().options().reconciler).isNull();
  }
}
