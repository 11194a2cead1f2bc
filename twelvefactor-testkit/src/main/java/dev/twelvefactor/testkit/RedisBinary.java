// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A {@code redis-server} executable.
 *
 * @param origin where it comes from, in words for a person
 */
record RedisBinary(Path path, String version, String origin) {

  private static final Pattern VERSION = Pattern.compile("v=((\\d+)\\.(\\d+)\\S*)");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ReentrantLock extraction = new ReentrantLock();
  private static @Nullable RedisBinary extracted;

  /** The one on the path if it is 6.2 or later, else the carried one. */
  static RedisBinary find() {
    return onPath(System.getenv().getOrDefault("PATH", "")).orElseGet(RedisBinary::carried);
  }

  /** The same choice among those that speak TLS; many small builds do not. */
  static RedisBinary findWithTls() {
    return onPath(System.getenv().getOrDefault("PATH", ""))
        .filter(RedisBinary::speaksTls)
        .orElseGet(() -> carried().withTls());
  }

  /** This one, which must speak TLS. */
  RedisBinary withTls() {
    if (!speaksTls()) {
      throw new IllegalStateException("redis-server "
          + version
          + " ("
          + origin
          + ") was built without TLS; install on PATH a Redis 6.2 or later that has it, as those of"
          + " Debian, Ubuntu and Homebrew have (make BUILD_TLS=yes)");
    }
    return this;
  }

  /** Which of two settings it stumbles over tells whether it knows the first; it never starts. */
  boolean speaksTls() {
    return print(path, "--tls-port", "0", "--no-such-setting", "1").contains("no-such-setting");
  }

  /** The first {@code redis-server} on the path, if it runs and is 6.2 or later. */
  static Optional<RedisBinary> onPath(String path) {
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, "redis-server");
      if (Files.isExecutable(candidate)) {
        return Optional.of(new RedisBinary(candidate, answer(candidate), "redis-server on PATH"))
            .filter(RedisBinary::isSupported);
      }
    }
    return Optional.empty();
  }

  /** The one that embedded-redis carries for this platform, extracted once per JVM. */
  static RedisBinary carried() {
    extraction.lock();
    try {
      RedisBinary known = extracted;
      if (known == null) {
        Path path = extract();
        known = new RedisBinary(path, answer(path), "binary carried by embedded-redis");
        if (!known.isSupported()) {
          throw new IllegalStateException(known.doesNotStart(known.version()));
        }
        extracted = known;
      }
      return known;
    } finally {
      extraction.unlock();
    }
  }

  private static Path extract() {
    String resource =
        ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
    try (InputStream in = ExecutableProvider.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("No redis-server on PATH and none carried for "
            + System.getProperty("os.name")
            + " on "
            + System.getProperty("os.arch")
            + "; install Redis 6.2 or later, or name one in "
            + RedisServer.URL_VARIABLE);
      }
      Path file = Files.createTempFile("twelvefactor-redis-server", "");
      file.toFile().deleteOnExit();
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(file + " cannot be made executable");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server cannot be extracted from embedded-redis", e);
    }
  }

  /** The version, or everything that the executable printed instead of one. */
  private static String answer(Path path) {
    String text = print(path, "--version");
    Matcher version = VERSION.matcher(text);
    return version.find() ? version.group(1) : text;
  }

  /** What it prints; with arguments after which it ends at once. */
  private static String print(Path path, String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.add(0, path.toString());
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      ProcessOutput output = ProcessOutput.of(process);
      output.awaitEnd(PATIENCE);
      return output.text();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The message for a server that ended before it answered. */
  String doesNotStart(String output) {
    return "redis-server ("
        + origin
        + ") does not start. The carried binary needs Linux with glibc 2.34 and OpenSSL 3 (libssl.so.3)"
        + " or macOS with openssl@3; install Redis 6.2 or later on PATH, or name a running one in "
        + RedisServer.URL_VARIABLE
        + ". It printed:\n"
        + output;
  }

  private boolean isSupported() {
    Matcher version = VERSION.matcher("v=" + this.version);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(2));
    return major > 6 || (major == 6 && Integer.parseInt(version.group(3)) >= 2);
  }
}
