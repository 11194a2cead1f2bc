// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.testkit.RedisProcess;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the session benchmarks on one Redis of their own. */
public final class SessionBenchmarks {

  private SessionBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      new Runner(new OptionsBuilder()
              .include(SessionBenchmark.class.getName())
              .jvmArgsAppend(Suite.QUIET, "-D" + SessionBenchmark.REDIS_URL + "=" + redis.url())
              .addProfiler(GCProfiler.class)
              .resultFormat(ResultFormatType.JSON)
              .result("benchmarks/target/session.json")
              .build())
          .run();
    }
  }
}
