// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final Machine machine = Machine.create();
  private final Readiness readiness = machine.shutdown.readiness();
  private final Probes probes = machine.shutdown.probes();

  @Test
  void ready_blocks_countUntilAllAreClosed() {
    Readiness.Block one = readiness.block("cache");
    Readiness.Block other = readiness.block("cache");
    machine.shutdown.started();
    assertThat(readiness.ready()).isFalse();

    one.close();
    one.close();
    assertThat(readiness.ready()).isFalse();
    assertThat(readiness.reasons()).containsExactly("cache");
    other.close();

    assertThat(readiness.ready()).isTrue();
  }

  @Test
  void probes_allStates_answerWhatAPlatformNeeds() {
    assertThat(probes.started().status()).isEqualTo(503);
    assertThat(probes.ready())
        .isEqualTo(new Probes.Answer(503, "{\"status\":\"DOWN\",\"state\":\"STARTING\"}"));
    machine.shutdown.install().started();
    assertThat(probes.started().status()).isEqualTo(200);
    assertThat(probes.ready())
        .isEqualTo(new Probes.Answer(200, "{\"status\":\"UP\",\"state\":\"RUNNING\"}"));

    machine.jvm.signal("TERM");

    assertThat(probes.live().status()).isEqualTo(200);
    assertThat(probes.started().status()).isEqualTo(200);
    assertThat(probes.ready())
        .isEqualTo(new Probes.Answer(503, "{\"status\":\"DOWN\",\"state\":\"LAME_DUCK\"}"));
    assertThat(machine.shutdown.inFlight().count()).isZero();
    ShutdownReport unused = machine.report();
    assertThat(probes.live().status()).isEqualTo(200);
  }

  @Test
  void answer_reasonWithQuotes_isEscaped() {
    Readiness.Block unused = readiness.block("a \"b\"\n\\c");

    assertThat(probes.ready().body()).contains("[\"a \\\"b\\\"\\u000a\\\\c\"]");
  }
}
