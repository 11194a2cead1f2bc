// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.logging.testing.CaptureLogs;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;
import org.slf4j.spi.LoggingEventBuilder;

class EventLoggerTest {

  private static final Logger LOG = LoggerFactory.getLogger("com.acme.Orders");
  private static final String FAILED = "<value failed: java.lang.IllegalStateException>";

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

  @Test
  void log_everythingOfTheFluentApi_isInTheEvent() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LoggingEventBuilder builder = LOG.atWarn()
          .setMessage("{} of {} paid {}")
          .addArgument(1)
          .addArgument(() -> "two")
          .addMarker(MarkerFactory.getMarker("AUDIT"))
          .setCause(new IllegalStateException("declined"))
          .addKeyValue("k0", () -> 0);
      for (int i = 1; i < 12; i++) {
        builder = builder.addKeyValue("k" + i, i);
      }
      builder.addKeyValue("k3", "later").log();

      CaptureLogs.Captured event = logs.events().get(0);
      assertThat(event.event()).isEqualTo("1 of two paid {}");
      assertThat(event.level()).isEqualTo("WARN");
      assertThat(event.thrown()).get().asString().contains("declined");
      assertThat(event.fields())
          .hasSize(12)
          .containsEntry("k0", 0)
          .containsEntry("k3", "later")
          .containsEntry("k11", 11);
    }
  }

  @Test
  void log_messagesOfEveryForm_areTheEvents() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LOG.atInfo().log("plain");
      LOG.atInfo().log("one {}", 1);
      LOG.atInfo().log("two {} {}", 1, 2);
      LOG.atInfo().log("three {} {} {}", 1, 2, 3);
      LOG.atInfo().log(() -> "supplied");
      LOG.atInfo().setMessage(() -> "set").log();
      LOG.atInfo().setMessage("replaced").log("last");

      assertThat(logs.events())
          .extracting(CaptureLogs.Captured::event)
          .containsExactly("plain", "one 1", "two 1 2", "three 1 2 3", "supplied", "set", "last");
    }
  }

  @Test
  void log_nulls_areNoReasonToFail() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LOG.atInfo().log((String) null);
      LOG.atInfo().log((Supplier<String>) null);
      LOG.atInfo().log("none {}", (Object[]) null);
      LOG.atInfo()
          .addMarker(null)
          .setCause(null)
          .addArgument((Object) null)
          .addKeyValue(null, (Object) null)
          .log("null {}");

      assertThat(logs.events()).hasSize(4);
      assertThat(logs.events().get(3).event()).isEqualTo("null null");
    }
  }

  @Test
  void log_supplierThatThrows_isWhatTheEventSays() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LOG.atInfo().addKeyValue("total", () -> failing()).log("paid {}", 1);
      LOG.atInfo().addArgument(() -> failing()).log("paid {}");
      LOG.atInfo().log(() -> failing().toString());

      assertThat(logs.events().get(0).fields()).containsEntry("total", FAILED);
      assertThat(logs.events().get(1).event()).isEqualTo("paid " + FAILED);
      assertThat(logs.events().get(2).event()).isEqualTo(FAILED);
    }
  }

  private static Object failing() {
    throw new IllegalStateException("no total");
  }

  /** A builder holds nothing that the next event could use. */
  @Test
  void builder_loggedTwiceOrNever_disturbsNoOther() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LoggingEventBuilder never = LOG.atInfo().addKeyValue("lost", true);
      LoggingEventBuilder twice = LOG.atInfo().addKeyValue("order_id", "o-1");
      twice.log("first");
      LOG.atInfo().addKeyValue("user_id", "u-1").log("between");
      twice.addKeyValue("total", 3).log("second");

      assertThat(never).isNotNull();
      assertThat(logs.events())
          .extracting(CaptureLogs.Captured::fields)
          .containsExactly(
              Map.of("order_id", "o-1"),
              Map.of("user_id", "u-1"),
              Map.of("order_id", "o-1", "total", 3));
    }
  }

  @Test
  void log_markerOfCriticalEvents_makesAnErrorCritical() {
    try (CaptureLogs logs = CaptureLogs.start()) {
      LOG.atError().addMarker(MarkerFactory.getMarker("CRITICAL")).log("disk_full");

      assertThat(logs.events().get(0).level()).isEqualTo("CRITICAL");
    }
  }
}
