// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.PinnedThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk25")
class VirtualThreadsTest {

  private final ShutdownCoordinator shutdown = ShutdownCoordinator.builder().build();

  @Test
  void permitsGatesAndLazies_manyVirtualThreads_pinNone() throws Exception {
    Gate gate = shutdown.gate("loop");
    PinnedThreads.onVirtualThreads(100, () -> work(gate, shutdown.lazy("warm", () -> "made")));
    Lazy<String> slow = shutdown.lazy("slow", VirtualThreadsTest::slow);

    PinnedThreads.assertNone(() -> PinnedThreads.onVirtualThreads(1_000, () -> work(gate, slow)));

    assertThat(shutdown.inFlight().count()).isZero();
  }

  private void work(Gate gate, Lazy<String> lazy) {
    try (Permit permit = shutdown.begin(WorkKind.HTTP, "GET /")) {
      int pass = gate.enter();
      assertThat(lazy.get()).isEqualTo("made");
      assertThat(permit.refused()).isFalse();
      gate.exit(pass);
    }
  }

  private static String slow() {
    return CompletableFuture.supplyAsync(
            () -> "made", CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
        .join();
  }
}
