// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one server, deleted when the server is closed and at the latest with this JVM. */
final class TemporaryFolder implements AutoCloseable {

  private final Path path;
  private final Thread hook;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.hook = new Thread(this::delete, "twelvefactor-testkit-delete");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static TemporaryFolder create(String name) {
    try {
      return new TemporaryFolder(Files.createTempDirectory("twelvefactor-" + name));
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder for " + name, e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      if (!Runtime.getRuntime().removeShutdownHook(hook)) {
        return;
      }
    } catch (IllegalStateException e) {
      return; // The JVM is ending: the hook deletes.
    }
    delete();
  }

  private void delete() {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("twelvefactor-testkit: " + path + " is left behind: " + e);
    }
  }
}
