// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the time is divided, and what is refused. */
class OptionsTest {

  private static Budget.Parts total(String total) {
    Budget.Parts parts = new Budget.Parts();
    parts.total = Duration.parse(total);
    return parts;
  }

  @Test
  void budget_default_isSharesOf25Seconds() {
    Budget budget = new Budget.Parts().budget();

    assertThat(Duration.ofNanos(budget.total())).isEqualTo(Duration.ofSeconds(25));
    assertThat(Duration.ofNanos(budget.lameDuckMin())).isEqualTo(Duration.ofSeconds(3));
    assertThat(Duration.ofNanos(budget.lameDuckMax())).isEqualTo(Duration.ofSeconds(10));
    assertThat(Duration.ofNanos(budget.quiet())).isEqualTo(Duration.ofSeconds(1));
    assertThat(Duration.ofNanos(budget.soft())).isEqualTo(Duration.ofSeconds(18));
    assertThat(Duration.ofNanos(budget.cancelled())).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void budget_onlyMinimumGiven_maximumIsAtLeastThat() {
    Budget.Parts parts = total("PT25S");
    parts.lameDuckMin = Duration.ofSeconds(12);

    Budget budget = parts.budget();

    assertThat(Duration.ofNanos(budget.lameDuckMin())).isEqualTo(Duration.ofSeconds(12));
    assertThat(Duration.ofNanos(budget.lameDuckMax())).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void build_partsLongerThanTheTotal_namesThemAll() {
    ShutdownCoordinatorBuilder builder = ShutdownCoordinator.builder()
        .timeout(Duration.ofSeconds(10))
        .lameDuck(Duration.ofSeconds(6))
        .cancelGrace(Duration.ofSeconds(2))
        .closeReserve(Duration.ofSeconds(3));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a shutdown of 10s")
        .hasMessageContaining("lame duck 6s (SHUTDOWN_LAME_DUCK)")
        .hasMessageContaining("cancel grace 2s")
        .hasMessageContaining("close reserve 3s")
        .hasMessageContaining("SHUTDOWN_TIMEOUT");
  }

  @Test
  @SuppressWarnings("NullAway")
  void option_null_isNamed() {
    ShutdownCoordinatorBuilder builder = ShutdownCoordinator.builder();

    assertThatThrownBy(() -> builder.timeout(null)).hasMessage("timeout");
    assertThatThrownBy(() -> builder.lameDuck(null)).hasMessage("lameDuck");
    assertThatThrownBy(() -> builder.lameDuck(Duration.ZERO, null)).hasMessage("lameDuck maximum");
    assertThatThrownBy(() -> builder.cancelGrace(null)).hasMessage("cancelGrace");
    assertThatThrownBy(() -> builder.closeReserve(null)).hasMessage("closeReserve");
    assertThatThrownBy(() -> builder.environment(null)).hasMessage("environment");
  }

  @Test
  void build_maximumThatLeavesNoRoom_isRefused() {
    ShutdownCoordinatorBuilder builder =
        ShutdownCoordinator.builder().lameDuck(Duration.ofSeconds(1), Duration.ofSeconds(19));

    assertThatThrownBy(builder::build).hasMessageContaining("lame duck 1s to 19s");
  }

  @Test
  void build_minimumOverMaximum_isRefused() {
    ShutdownCoordinatorBuilder builder =
        ShutdownCoordinator.builder().lameDuck(Duration.ofSeconds(3), Duration.ofSeconds(2));

    assertThatThrownBy(builder::build).hasMessageContaining("lame duck 3s to 2s");
  }

  @Test
  void fromEnvironment_malformed_isNamed() {
    assertThatThrownBy(
            () -> ShutdownCoordinator.fromEnvironment(Map.of("SHUTDOWN_TIMEOUT", "soon")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SHUTDOWN_TIMEOUT: \"soon\" is no duration (expected: such as 500ms");
    assertThatThrownBy(
            () -> ShutdownCoordinator.fromEnvironment(Map.of("SHUTDOWN_TIMEOUT", "10ms")))
        .hasMessageContaining("SHUTDOWN_TIMEOUT: timeout: PT0.01S (expected: 1 second to 24 hours");
    assertThatThrownBy(
            () -> ShutdownCoordinator.fromEnvironment(Map.of("SHUTDOWN_LAME_DUCK", "-PT1S")))
        .hasMessageContaining("SHUTDOWN_LAME_DUCK: lameDuck: PT-1S");
  }

  @ParameterizedTest
  @ValueSource(strings = {"30s", "30000ms", "PT30S"})
  void fromEnvironment_timeout_isTheTotal(String value) {
    Machine machine =
        Machine.running(options -> options.environment(Map.of("SHUTDOWN_TIMEOUT", value)));
    Permit stuck = machine.shutdown.begin(WorkKind.HTTP, "GET /");

    machine.jvm.signal("TERM");

    assertThat(stuck.remaining()).contains(Duration.ofMillis(21_600));
    stuck.close();
  }

  @Test
  void fromEnvironment_lameDuckZeroAndEmptyTimeout_isNoneAndTheDefault() {
    Machine machine = Machine.running(
        options -> options.environment(Map.of("SHUTDOWN_TIMEOUT", "", "SHUTDOWN_LAME_DUCK", "0s")));

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.TERMINATED);
  }
}
