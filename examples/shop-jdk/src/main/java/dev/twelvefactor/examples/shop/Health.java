// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import com.sun.net.httpserver.HttpExchange;
import dev.twelvefactor.lifecycle.Probes;
import dev.twelvefactor.lifecycle.ShutdownCoordinator;
import java.io.IOException;
import java.util.Map;

/** The probes of the platform. They take no permit: a shutdown does not wait for them. */
record Health(Visits visits, ShutdownCoordinator shutdown) {

  /** Whether this process runs. Redis has no say in it: a restart would not mend Redis. */
  void live(HttpExchange http) throws IOException {
    try (http) {
      answer(http, shutdown.probes().live());
    }
  }

  /** Whether traffic should come here: not before the start, not while shutting down or cut off. */
  void ready(HttpExchange http) throws IOException {
    try (http) {
      if (visits.reachable()) {
        answer(http, shutdown.probes().ready());
      } else {
        exchange(http).answer(503, Map.of("status", "DOWN", "redis", "DOWN"));
      }
    }
  }

  private void answer(HttpExchange http, Probes.Answer answer) throws IOException {
    exchange(http).answerJson(answer.status(), answer.body());
  }

  private Exchange exchange(HttpExchange http) {
    return new Exchange(http, shutdown::draining);
  }
}
