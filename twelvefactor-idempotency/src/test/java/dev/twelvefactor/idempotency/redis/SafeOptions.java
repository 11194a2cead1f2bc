// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import java.time.Duration;

/** Options of a caller's client that a store takes. */
final class SafeOptions {

  private SafeOptions() {}

  static ClientOptions server() {
    return ClientOptions.builder()
        .replayFilter(command -> true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(20)))
        .build();
  }

  /** A command may wait until its node is connected, as the driver does that when it is needed. */
  static ClusterClientOptions cluster() {
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder(server());
    builder.disconnectedBehavior(DisconnectedBehavior.DEFAULT);
    builder.requestQueueSize(1000);
    builder.replayFilter(command -> true); // The builder forgets that it was given this one.
    return builder.build();
  }
}
