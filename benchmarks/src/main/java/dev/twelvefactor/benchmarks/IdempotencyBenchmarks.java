// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.testkit.RedisProcess;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;

/**
 * Runs the idempotency benchmarks on one Redis of their own: how long a call takes on one thread, and
 * how many there are in a second on eight, in about three minutes. Arguments are those of JMH.
 */
public final class IdempotencyBenchmarks {

  private IdempotencyBenchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Suite suite = new Suite(arguments);
    try (RedisProcess redis = RedisProcess.start()) {
      String url = "-D" + IdempotencyBenchmark.REDIS_URL + "=" + redis.url();
      suite.run(suite
          .options(IdempotencyBenchmark.class, "[a-zA-Z]+")
          .jvmArgsAppend(Suite.QUIET, url)
          .threads(1));
      suite.run(suite
          .options(IdempotencyBenchmark.class, "[a-zA-Z]+")
          .jvmArgsAppend(Suite.QUIET, url)
          .threads(8)
          .mode(Mode.Throughput)
          .timeUnit(TimeUnit.SECONDS));
    }
    suite.write(Path.of("benchmarks", "target", "idempotency.json"));
  }
}
