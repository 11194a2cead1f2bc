// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an application registers runs with the application's class loader. */
class ContextLoaderTest {

  private final Machine machine = Machine.running();
  private final ClassLoader application = new URLClassLoader(new URL[0]);
  private final AtomicReference<@Nullable ClassLoader> seen = new AtomicReference<>();

  @Test
  void closer_runs_withTheLoaderOfItsRegistration() {
    try (ContextLoader unused = ContextLoader.lend(application)) {
      machine.shutdown.onShutdown(Phase.CLOSE, "store", () -> seen.set(ContextLoader.current()));
    }

    ShutdownReport unused = machine.report();

    assertThat(seen.get()).isSameAs(application);
  }

  @Test
  void closer_tooLateForItsPhase_leavesTheThreadItsLoader() {
    ClassLoader before = ContextLoader.current();
    machine.shutdown.onShutdown(Phase.CLOSE, "outer", () -> {
      machine.shutdown.onShutdown(Phase.CLOSE, "inner", () -> {});
      seen.set(ContextLoader.current());
    });

    ShutdownReport unused = machine.report();

    assertThat(seen.get()).isSameAs(before);
  }

  @Test
  void onCancel_runs_withTheLoaderOfItsRegistration() {
    Permit stream = machine.shutdown.begin(WorkKind.STREAM, "GET /events");
    try (ContextLoader unused = ContextLoader.lend(application)) {
      stream.onCancel(() -> seen.set(ContextLoader.current()));
    }

    machine.drain();

    await().untilAsserted(() -> assertThat(seen.get()).isSameAs(application));
    stream.close();
    machine.awaitState(LifecycleState.TERMINATED);
  }
}
