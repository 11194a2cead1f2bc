// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.LogContext;
import dev.twelvefactor.logging.StructuredLogger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** Logs by every way that libraries log. */
final class ThirdPartyProgram {

  private ThirdPartyProgram() {}

  public static void main(String[] arguments) {
    StructuredLogger.of(ThirdPartyProgram.class).info("facade", "n", 1);
    try (LogContext.Scope scope = LogContext.open("request_id", "r1", "retries", 3)) {
      org.slf4j.Logger slf4j = LoggerFactory.getLogger("lib.slf4j");
      MDC.put("user", "ada");
      MDC.pushByKey("stack", "outer");
      MDC.pushByKey("stack", "inner");
      slf4j.info("slf4j");
      slf4j.warn("slf4j_arguments {} password={} {}", 1, "hunter2", 99.5);
      slf4j.error("slf4j_exception {}", "x", new IllegalStateException("token=abc"));
      slf4j.error(MarkerFactory.getMarker("CRITICAL"), "slf4j_critical");
      slf4j.info(MarkerFactory.getMarker("AUDIT"), "slf4j_marker");
      slf4j.debug("slf4j_debug");
      Logger jul = Logger.getLogger("lib.jul");
      jul.info("jul");
      jul.log(Level.WARNING, "jul_arguments {0} secret={1}", new Object[] {1, "hunter2"});
      jul.log(Level.SEVERE, "jul_exception", new IllegalStateException("x"));
      jul.fine("jul_fine");
      LogLevels.set("lib.jul", org.slf4j.event.Level.DEBUG);
      jul.fine("jul_fine_now");
      System.Logger platform = System.getLogger("lib.system");
      platform.log(System.Logger.Level.INFO, "system");
      platform.log(System.Logger.Level.WARNING, "system_arguments {0} token={1}", 1, "hunter2");
    }
    LoggerFactory.getLogger("lib.slf4j").info("after");
  }
}
