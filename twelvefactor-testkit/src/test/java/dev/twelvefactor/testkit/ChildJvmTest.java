// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  Path folder;

  /** Repeats its input line by line, in capitals, until it reads "end". */
  static final class Echo {
    public static void main(String[] arguments) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> System.out.println("hook ran"), "echo-hook"));
      System.out.println("ready " + String.join(",", arguments));
      System.err.println("flag " + Boolean.getBoolean("flag") + " " + System.getenv("GREETING"));
      Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
      while (in.hasNextLine()) {
        String line = in.nextLine();
        if (line.equals("end")) {
          System.exit(7);
        }
        System.out.println("said " + line);
      }
    }
  }

  /** Starts an Echo of its own, prints its process number and waits for ever. */
  static final class Parent {
    public static void main(String[] arguments) {
      ChildJvm child = ChildJvm.of(Echo.class).start();
      child.awaitLine("ready", PATIENCE);
      child.freeze();
      System.out.println("child " + child.pid());
      new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
    }
  }

  @Test
  void start_options_reachTheChild() {
    try (ChildJvm child = ChildJvm.of(Echo.class, "a", "b")
        .jvmArguments("-Dflag=true")
        .environment("GREETING", "hello")
        .start()) {
      assertThat(child.awaitLine("ready", PATIENCE)).isEqualTo("ready a,b");
      assertThat(child.awaitLine(line -> line.startsWith("flag"), PATIENCE))
          .isEqualTo("flag true hello");

      child.send("one");
      child.awaitLine("said one", PATIENCE);
      child.send("end");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(7);
      assertThat(child.lines()).contains("ready a,b", "said one", "hook ran");
    }
  }

  @Test
  void ofJar_executableJar_runs() throws IOException {
    Path jar = jarOf(Echo.class);

    try (ChildJvm child = ChildJvm.ofJar(jar, "jar")
        .javaHome(Path.of(System.getProperty("java.home")))
        .start()) {
      assertThat(child.awaitLine("ready", PATIENCE)).isEqualTo("ready jar");
    }
  }

  @Test
  void signal_term_runsTheHooks() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      child.awaitLine("ready", PATIENCE);

      child.signal("TERM");

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(128 + 15);
      assertThat(child.lines()).contains("hook ran");
    }
  }

  @Test
  void kill_child_runsNoHook() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      child.awaitLine("ready", PATIENCE);

      child.kill();

      assertThat(child.awaitExit(PATIENCE)).isEqualTo(128 + 9);
      assertThat(child.lines()).doesNotContain("hook ran");
    }
  }

  @Test
  void freeze_child_answersAfterThaw() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      child.awaitLine("ready", PATIENCE);
      child.freeze();
      child.send("one");

      assertThatThrownBy(() -> child.awaitLine("said one", Duration.ofMillis(300)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("\"said one\" within PT0.3S")
          .hasMessageContaining("ready");

      child.thaw();
      child.awaitLine("said one", PATIENCE);
    }
  }

  @Test
  void awaitLine_childEndsWithoutIt_failsAtOnce() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      child.send("end");

      assertThatThrownBy(() -> child.awaitLine("never", PATIENCE))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("\"never\"")
          .hasMessageContaining("hook ran");
    }
  }

  @Test
  void awaitExit_childThatStays_failsWithItsOutput() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      child.awaitLine("ready", PATIENCE);

      assertThatThrownBy(() -> child.awaitExit(Duration.ofMillis(100)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("did not end within PT0.1S")
          .hasMessageContaining("ready");
    }
  }

  @Test
  void signal_unknown_isReported() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      assertThatThrownBy(() -> child.signal("NOSUCH"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("NOSUCH");
    }
  }

  @Test
  void kill_parentJvm_takesItsFrozenChildAlong() throws Exception {
    try (ChildJvm parent = ChildJvm.of(Parent.class).start()) {
      String line = parent.awaitLine("child ", PATIENCE);
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(line.substring("child ".length()))).orElseThrow();

      parent.kill();

      // Completes when the child is gone, by whomever its end is collected.
      child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private Path jarOf(Class<?> main) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
    Path jar = folder.resolve("echo.jar");
    String entry = main.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var in = main.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new ZipEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }
}
