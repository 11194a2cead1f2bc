// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.testkit.RedisProcess;
import java.nio.file.Path;

/** Runs the session benchmarks on one Redis of their own. Arguments are those of JMH. */
public final class SessionBenchmarks {

  private SessionBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Suite suite = new Suite(arguments);
    try (RedisProcess redis = RedisProcess.start()) {
      suite.run(suite
          .options(SessionBenchmark.class, "[a-zA-Z]+")
          .jvmArgsAppend(Suite.QUIET, "-D" + SessionBenchmark.REDIS_URL + "=" + redis.url()));
    }
    suite.write(Path.of("benchmarks", "target", "session.json"));
  }
}
