// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import dev.twelvefactor.logging.internal.EventDraft;
import dev.twelvefactor.logging.internal.Journal;
import dev.twelvefactor.logging.internal.Severity;
import java.io.IOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/** Says which dependencies bring other providers, of which SLF4J uses none. */
final class OtherProviders {

  private static final Map<String, String> DEPENDENCIES = Map.of(
      "ch.qos.logback.classic.spi.LogbackServiceProvider", "ch.qos.logback:logback-classic",
      "org.apache.logging.slf4j.SLF4JServiceProvider", "org.apache.logging.log4j:log4j-slf4j2-impl",
      "org.slf4j.simple.SimpleServiceProvider", "org.slf4j:slf4j-simple",
      "org.slf4j.jul.JULServiceProvider", "org.slf4j:slf4j-jdk14",
      "org.slf4j.nop.NOPServiceProvider", "org.slf4j:slf4j-nop",
      "org.slf4j.reload4j.Reload4jServiceProvider", "org.slf4j:slf4j-reload4j");

  private OtherProviders() {}

  static void report() {
    try {
      if (!isAlone()) {
        reportOthers();
      }
    } catch (IOException unreadable) {
      // SLF4J itself says so.
    }
  }

  /** Whether a class path has one list of providers; a look at it is all that a start pays for. */
  private static boolean isAlone() throws IOException {
    if (OtherProviders.class.getModule().isNamed()) {
      return false;
    }
    ClassLoader loader = LoggerFactory.class.getClassLoader();
    Enumeration<URL> lists =
        loader.getResources("META-INF/services/org.slf4j.spi.SLF4JServiceProvider");
    int count = 0;
    while (lists.hasMoreElements()) {
      lists.nextElement();
      count++;
    }
    return count <= 1;
  }

  private static void reportOthers() {
    Iterator<ServiceLoader.Provider<SLF4JServiceProvider>> providers =
        ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader())
            .stream()
            .iterator();
    while (hasNext(providers)) {
      Class<?> type = providers.next().type();
      if (type != LoggingServiceProvider.class) {
        report(type);
      }
    }
  }

  private static boolean hasNext(Iterator<?> providers) {
    try {
      return providers.hasNext();
    } catch (ServiceConfigurationError | LinkageError broken) {
      // It is misnamed or made for a newer Java. SLF4J itself says so; the rest is not looked at.
      return false;
    }
  }

  private static void report(Class<?> type) {
    EventDraft draft =
        Journal.standard().begin(Severity.WARN, LoggingServiceProvider.class.getName());
    draft.event("second_slf4j_provider");
    draft.add("provider", type.getName());
    draft.add("exclude", dependency(type));
    Journal.standard().write(draft);
  }

  private static String dependency(Class<?> type) {
    String known = DEPENDENCIES.get(type.getName());
    if (known != null) {
      return known;
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    String place = source == null ? "" : String.valueOf(source.getLocation());
    return place.substring(place.lastIndexOf('/') + 1);
  }
}
