// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each Java block of a README is a region of a test that runs. */
class ReadmeTest {

  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- snippet: (\\S+) -->\\s*\n)?```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION = Pattern.compile(
      "^ *// @start region=\"([^\"]+)\"\n(.*?)^ *// @end", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void javaBlocks_all_areRegionsOfTests() {
    Map<String, String> regions = regions();
    List<String> wrong = new ArrayList<>();
    for (Path readme : Repository.readmes()) {
      Matcher block = BLOCK.matcher(Repository.read(readme));
      while (block.find()) {
        String name = String.valueOf(block.group(1));
        if (!block.group(2).strip().equals(regions.getOrDefault(name, "").strip())) {
          wrong.add("%s: %s is\n%s".formatted(Repository.name(readme), name, regions.get(name)));
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void readmes_ofModules_exist() {
    assertThat(Repository.readmes()).extracting(Repository::name).contains("README.md");
    assertThat(Repository.publishedSources())
        .extracting(file -> Repository.name(file).replaceFirst("/.*", ""))
        .allSatisfy(
            module -> assertThat(Repository.module(module).resolve("README.md")).exists());
  }

  /** The regions of all test sources, as {@code package.Class#region}, without their indent. */
  private static Map<String, String> regions() {
    Map<String, String> regions = new TreeMap<>();
    for (Path file : Repository.sources()) {
      String name = Repository.name(file);
      if (name.contains("/src/test/java/")) {
        String type = name.replaceAll(".*/src/test/java/|\\.java$", "").replace('/', '.');
        Matcher region = REGION.matcher(Repository.read(file));
        while (region.find()) {
          regions.put(
              type + "#" + region.group(1), region.group(2).stripTrailing().stripIndent());
        }
      }
    }
    return regions;
  }
}
