// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way for events to get from SLF4J to lines of JSON on standard output.
 *
 * @param name what it is called in results
 * @param provider the class that binds it to SLF4J
 * @param jdk the first JDK that it runs on
 * @param options how it is configured
 * @param jars how the names of the files that it needs begin
 */
record LogStack(String name, String provider, int jdk, List<String> options, List<String> jars) {

  static final LogStack OURS = new LogStack(
      "ours, provider",
      "dev.twelvefactor.logging.provider.LoggingServiceProvider",
      17,
      List.of(),
      List.of("twelvefactor-logging"));

  /** The same, with events that come from our own logger instead of SLF4J's. */
  static final LogStack FACADE =
      new LogStack("ours, facade", OURS.provider, 17, OURS.options, OURS.jars);

  /** All that run on this JDK, the facade first. */
  static List<LogStack> all() {
    return Stream.of(
            FACADE,
            OURS,
            logback("ours, encoder in Logback", "ours", "twelvefactor-logging"),
            logback("ours, appender in Logback", "appender", "twelvefactor-logging"),
            logback("logstash-logback-encoder", "logstash", "logstash-", "jackson-"),
            logback("Logback JsonEncoder", "own"),
            logback("Spring Boot encoder", "spring", "spring-", "commons-logging-"),
            new LogStack(
                "log4j2 JsonTemplateLayout",
                "org.apache.logging.slf4j.SLF4JServiceProvider",
                17,
                List.of("-Dlog4j2.configurationFile=classpath:logging/log4j2.xml"),
                List.of("log4j-")),
            new LogStack(
                "Penna", "penna.core.slf4j.PennaServiceProvider", 21, List.of(), List.of("penna-")),
            new LogStack(
                "Rainbow Gum",
                "io.jstach.rainbowgum.slf4j.RainbowGumSLF4JServiceProvider",
                21,
                List.of(
                    "-Dlogging.appenders=console",
                    "-Dlogging.appender.console.output=stdout",
                    "-Dlogging.appender.console.encoder=gelf:///?host=localhost"),
                List.of("rainbowgum-")))
        .filter(stack -> stack.jdk <= Runtime.version().feature())
        .toList();
  }

  private static LogStack logback(String name, String file, String... jars) {
    List<String> all = new ArrayList<>(List.of(jars));
    all.add("logback-");
    return new LogStack(
        name,
        "ch.qos.logback.classic.spi.LogbackServiceProvider",
        17,
        List.of("-Dlogback.configurationFile=logging/logback-" + file + ".xml"),
        all);
  }

  List<String> allJars() {
    return Stream.concat(jars.stream(), Stream.of("slf4j-api", "jspecify")).toList();
  }

  List<String> allOptions() {
    return Stream.concat(options.stream(), Stream.of("-Dslf4j.provider=" + provider))
        .toList();
  }
}
