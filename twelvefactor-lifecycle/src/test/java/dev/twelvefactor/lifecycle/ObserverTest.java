// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ObserverTest {

  @Test
  void observers_oneThatThrows_doesNotKeepNewsFromOthers() {
    List<String> seen = new CopyOnWriteArrayList<>();
    LifecycleObserver failing = new LifecycleObserver() {
      @Override
      public void stateChanged(LifecycleState from, LifecycleState to) {
        throw new IllegalStateException("observer");
      }
    };
    LifecycleObserver other = new LifecycleObserver() {
      @Override
      public void finished(ShutdownReport report) {
        seen.add(report.reason());
      }

      @Override
      public void made(StartupReport.Made made) {
        seen.add(made.name());
      }
    };
    Machine machine = Machine.running(options -> options.observer(failing).observer(other));
    String unused = machine.shutdown.lazy("model", () -> "made").get();

    ShutdownReport report = machine.report();

    assertThat(report.outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
    assertThat(seen).containsExactly("model", "the test");
  }

  @Test
  void observer_thatNeverReturns_doesNotHoldTheShutdownUp() {
    CountDownLatch never = new CountDownLatch(1);
    LifecycleObserver stuck = new LifecycleObserver() {
      @Override
      public void stateChanged(LifecycleState from, LifecycleState to) {
        try {
          never.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
    Machine machine = Machine.running(options -> options.observer(stuck));

    ShutdownReport report = machine.report();

    assertThat(report.outcome()).isEqualTo(ShutdownReport.Outcome.CLEAN);
    never.countDown();
  }

  @Test
  void report_asJson_holdsTheTimelineAndTheSteps() {
    Machine machine = Machine.running();
    machine.shutdown.onShutdown(Phase.CLOSE, "store \"a\"", () -> {});
    var unused = machine.shutdown.shutdown("the test");
    machine.awaitTimer(3_000);
    machine.advance(3_000);
    machine.awaitEvent("DRAINING");

    String json = machine.report().toJson();

    assertThat(json)
        .startsWith("{\"reason\":\"the test\",\"outcome\":\"CLEAN\",\"exit_code\":0,")
        .contains("\"timeline_ms\":{\"LAME_DUCK\":0,\"DRAINING\":3000")
        .contains("\"phase\":\"CLOSE\",\"name\":\"store \\\"a\\\"\"")
        .endsWith("}]}");
  }
}
