// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.logging.StructuredLogger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogLevelsTest {

  @AfterEach
  void reset() {
    LogLevels.reset("");
    LogLevels.reset("com.acme");
    LogLevels.reset("com.acme.orders");
  }

  @Test
  void set_onAPackage_holdsForAllBelowUntilReset() {
    Logger existing = LoggerFactory.getLogger("com.acme.orders.Orders");
    StructuredLogger facade = StructuredLogger.named("com.acme.orders.Orders");

    LogLevels.set("com.acme", Level.DEBUG);

    assertThat(existing.isDebugEnabled()).isTrue();
    assertThat(facade.isEnabled(Level.DEBUG)).isTrue();
    assertThat(facade.isEnabled(Level.TRACE)).isFalse();
    assertThat(LoggerFactory.getLogger("com.acmeother").isDebugEnabled()).isFalse();
    LogLevels.reset("com.acme");
    assertThat(existing.isDebugEnabled()).isFalse();
  }

  @Test
  void set_andReset_areTwoLines() {
    // @start region="set"
    LogLevels.set("com.acme", Level.DEBUG); // and for all loggers below
    LogLevels.reset("com.acme"); // what LOG_LEVEL and LOG_LEVELS say
    // @end
    assertThat(LogLevels.of("com.acme")).isEqualTo(Level.INFO);
  }

  @Test
  void set_onSeveralNames_theLongestDecides() {
    LogLevels.set("", Level.ERROR);
    LogLevels.set("com.acme", Level.TRACE);
    LogLevels.set("com.acme.orders", Level.WARN);

    assertThat(LogLevels.of("org.other")).isEqualTo(Level.ERROR);
    assertThat(LogLevels.of("com.acme.users")).isEqualTo(Level.TRACE);
    assertThat(LogLevels.of("com.acme.orders.Orders")).isEqualTo(Level.WARN);
    assertThat(java.util.logging.Logger.getLogger("com.acme.x")
            .isLoggable(java.util.logging.Level.FINE))
        .isTrue();
  }
}
