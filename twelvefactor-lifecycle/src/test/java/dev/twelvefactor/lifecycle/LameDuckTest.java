// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a service goes on serving although it is not ready any more. */
class LameDuckTest {

  @Test
  void lameDuck_quiet_endsAtItsMinimum() {
    Machine machine = Machine.running();

    machine.jvm.signal("TERM");
    machine.awaitTimer(3_000);
    machine.advance(2_999);
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);
    machine.advance(1);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void lameDuck_workJustBegun_waitsUntilItIsQuiet() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    machine.awaitTimer(3_000);
    machine.advance(2_500);
    machine.shutdown.begin(WorkKind.HTTP, "late").close();

    machine.advance(600);
    machine.awaitTimer(3_500);
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);
    machine.advance(400);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isEqualTo(Duration.ofMillis(3_500));
  }

  @Test
  void lameDuck_neverQuiet_endsAtItsMaximum() {
    Machine machine = Machine.running();
    machine.jvm.signal("TERM");
    machine.awaitTimer(3_000);
    for (int now = 500; now < 10_000; now += 500) {
      machine.shutdown.begin(WorkKind.HTTP, "stream of requests").close();
      machine.advance(500);
      machine.awaitTimer(Math.max(3_000, now + 500));
    }
    machine.shutdown.begin(WorkKind.HTTP, "stream of requests").close();
    assertThat(machine.shutdown.state()).isEqualTo(LifecycleState.LAME_DUCK);

    machine.advance(500);

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void lameDuck_int_isSkipped() {
    Machine machine = Machine.running();

    machine.jvm.signal("INT");

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isZero();
  }

  @Test
  void lameDuck_neverStarted_isSkipped() {
    Machine machine = Machine.create();
    machine.shutdown.install();

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.TERMINATED);
    assertThat(machine.report().timeline().get(1).offset()).isZero();
  }

  @Test
  void lameDuck_zero_isSkipped() {
    Machine machine = Machine.running(options -> options.lameDuck(Duration.ZERO));

    machine.jvm.signal("TERM");

    machine.awaitState(LifecycleState.TERMINATED);
  }
}
