// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.logging.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of its own that logs, on the class path, with its standard output where a test wants it. */
final class Service {

  private static final ObjectMapper STRICT = JsonMapper.builder()
      .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();
  private static final long PATIENCE_SECONDS = 120;

  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String without = "logback|slf4j-simple|slf4j-jdk14|log4j";
  private boolean ours = true;
  private String last = "";
  private final List<String> jvm = new ArrayList<>();

  private Service(Class<?> main, String... arguments) {
    command.add(main.getName());
    command.addAll(List.of(arguments));
  }

  static Service of(Class<?> main, String... arguments) {
    return new Service(main, arguments);
  }

  Service with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Leaves out our own provider. */
  Service withoutOurs() {
    ours = false;
    return this;
  }

  /** Leaves out the parts of the class path that match; by default all other SLF4J providers. */
  Service without(String pattern) {
    without = pattern;
    return this;
  }

  /** Has all providers on the class path and SLF4J bound to one of them. */
  Service bound(String provider) {
    return without("nothing").jvm("-Dslf4j.provider=" + provider);
  }

  /** Puts a folder behind everything else on the class path. */
  Service and(Path folder) {
    last = folder.toString();
    return this;
  }

  Service jvm(String... arguments) {
    jvm.addAll(List.of(arguments));
    return this;
  }

  /** What came out, and how it ended. */
  record Outcome(int exit, List<String> lines, String errors) {

    /** The lines, each of which must be one object. */
    List<JsonNode> events() {
      return lines.stream().map(Service::parse).toList();
    }

    JsonNode event(String name) {
      List<JsonNode> found = events().stream()
          .filter(event -> event.path("event").asText().equals(name)
              || event.path("message").asText().equals(name))
          .toList();
      if (found.size() != 1) {
        throw new AssertionError(found.size() + " events " + name + " in " + lines + errors);
      }
      return found.get(0);
    }
  }

  static JsonNode parse(String line) {
    try {
      return STRICT.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("No JSON: " + line, e);
    }
  }

  /** Runs it with standard output into a file. */
  Outcome run() {
    return run("exec \"$@\"");
  }

  /**
   * Runs it by a shell.
   *
   * @param script what {@code sh} does, with the command of the service as its arguments
   */
  Outcome run(String script) {
    try {
      Path out = Files.createTempFile("service", ".out");
      Path err = Files.createTempFile("service", ".err");
      List<String> shell = new ArrayList<>(List.of("bash", "-c", script, "bash"));
      shell.addAll(java());
      ProcessBuilder builder =
          new ProcessBuilder(shell).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("LOG_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError("The service did not end; " + Files.readString(err));
      }
      Outcome outcome =
          new Outcome(process.exitValue(), lines(Files.readAllBytes(out)), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> lines(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    return text.isEmpty()
        ? List.of()
        : Arrays.asList(text.split("\n", -1))
            .subList(0, (int) text.chars().filter(c -> c == '\n').count());
  }

  List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.add("-Xshare:auto");
    java.addAll(jvm);
    java.add("-cp");
    java.add(classPath());
    java.addAll(command);
    return java;
  }

  /** The class path and the module path of this JVM, and the classes of these tests. */
  private String classPath() {
    String all = Stream.of(
            System.getProperty("java.class.path", ""),
            System.getProperty("jdk.module.path", ""),
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            Path.of("target", "classes").toAbsolutePath().toString(),
            last)
        .collect(Collectors.joining(File.pathSeparator));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(part -> !part.isEmpty() && !part.matches(".*/(" + without + ")[^/]*[.]jar"))
        .filter(part ->
            ours || !part.matches(".*twelvefactor-logging-provider(/target/classes|[^/]*[.]jar)"))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
