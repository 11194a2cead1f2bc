// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.logging.testing.CaptureLogs;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventLoggerTest {

  @Test
  void log_exceptionAsTheLastArgumentOfTheFluentApi_isTheException() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LoggerFactory.getLogger("com.acme.Orders")
          .atError()
          .log("payment failed for {}", "order-1", new IllegalStateException("declined"));

      assertThat(logs.events()).singleElement().satisfies(event -> {
        assertThat(event.event()).isEqualTo("payment failed for order-1");
        assertThat(event.thrown()).get().asString().contains("declined");
      });
    }
  }
}
