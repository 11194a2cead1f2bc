// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import dev.twelvefactor.testkit.ChildJvm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged shop in a process of its own, on a free port. */
final class ShopProcess implements AutoCloseable {

  private static final Pattern LISTENING =
      Pattern.compile("\"shop_listening\".*\"address\":\"([^\"]+)\"");
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final ChildJvm process;
  private final URI address;

  private ShopProcess(ChildJvm process) {
    this.process = process;
    String line = process.awaitLine(printed -> LISTENING.matcher(printed).find(), START_LIMIT);
    Matcher listening = LISTENING.matcher(line);
    if (!listening.find()) {
      throw new IllegalStateException("no address in " + line);
    }
    this.address = URI.create(listening.group(1));
  }

  static ShopProcess start(Path jar, Map<String, String> environment) {
    ChildJvm.Builder process =
        ChildJvm.ofJar(jar)
            .environment("PORT", "0")
            .environment("SESSION_COOKIE", "plain")
            .environment("SHUTDOWN_TIMEOUT", "5s");
    environment.forEach(process::environment);
    return new ShopProcess(process.start());
  }

  URI address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** Asks the process to end, as a platform does. */
  void terminate() {
    process.signal("TERM");
  }

  /** The exit code of the process, which ends soon. */
  int awaitExit() {
    return process.awaitExit(START_LIMIT);
  }

  /** Waits until the process has printed a line. */
  void awaitLine(Predicate<String> condition, Duration timeout) {
    process.awaitLine(condition, timeout);
  }

  /** What the process has printed. */
  List<String> lines() {
    return process.lines();
  }

  /** Ends the process as a crash would: SIGKILL, no chance to clean up. */
  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
