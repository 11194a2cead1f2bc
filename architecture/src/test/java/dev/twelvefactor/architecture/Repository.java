// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository, as the tests of this module see them. */
final class Repository {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private Repository() {}

  /** All Java sources. */
  static List<Path> sources() {
    return files(".java");
  }

  /** The sources of the modules that are published. */
  static List<Path> publishedSources() {
    return sources().stream()
        .filter(
            file -> ROOT.relativize(file).toString().matches("twelvefactor-[a-z-]+/src/main/.*"))
        .toList();
  }

  /** The README of the repository and of every module. */
  static List<Path> readmes() {
    return files("README.md");
  }

  /** All texts that people write here. */
  static List<Path> texts() {
    return Stream.of(".java", ".md", ".xml", ".lua", ".html", ".js", ".yml", ".yaml", "run")
        .flatMap(ending -> files(ending).stream())
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  /** The last part of a module's name, such as {@code session}. */
  static String moduleOf(String packageName) {
    return packageName.replaceFirst("dev\\.twelvefactor\\.(\\w+).*", "$1");
  }

  /** The folder of a module. */
  static Path module(String name) {
    return ROOT.resolve(name);
  }

  private static List<Path> files(String ending) {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .filter(file -> !name(file).matches("(.*/)?(target|\\.git)/.*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
