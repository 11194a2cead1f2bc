// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import java.nio.file.Path;

/**
 * Runs the lifecycle benchmarks on 1 and on 4 threads, in about three minutes. Arguments are those
 * of JMH, such as {@code -f 3} for three forks each.
 */
public final class LifecycleBenchmarks {

  private LifecycleBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Suite suite = new Suite(arguments);
    suite.run(suite.options(LifecycleBenchmark.class, "[a-zA-Z]+").threads(1));
    suite.run(suite.options(LifecycleBenchmark.class, "(permit|count)[a-zA-Z]+").threads(4));
    suite.write(Path.of("benchmarks", "target", "lifecycle.json"));
  }
}
