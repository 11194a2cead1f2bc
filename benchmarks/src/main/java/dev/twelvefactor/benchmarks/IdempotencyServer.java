// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.benchmarks;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import dev.twelvefactor.testkit.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what claims, completions and replays cost the server: its time for each, best of some rounds,
 * and the memory of a record beside its key. Prints a table.
 */
public final class IdempotencyServer {

  private static final int ROUNDS = 5;
  private static final int CALLS = 10_000;
  private static final int BYTES = 200;
  private static final String TEXT = "x".repeat(22);
  private static final Duration RETENTION = Duration.ofHours(24);
  private static final ClaimRequest CLAIM = new ClaimRequest(
      "x".repeat(9),
      TEXT,
      Duration.ofSeconds(30),
      RETENTION,
      OnCrash.UNKNOWN,
      /* intent= */ true,
      5);
  private static final ClaimRequest DUPLICATE = new ClaimRequest(
      "y".repeat(9), TEXT, Duration.ofSeconds(30), RETENTION, OnCrash.UNKNOWN, true, 5);
  private static final CompletionRequest COMPLETION = new CompletionRequest(
      /* failed= */ false, new Result(Kind.VALUE, new byte[BYTES]), TEXT, RETENTION);
  private static final Pattern USED = Pattern.compile("cmdstat_evalsha:.*usec_per_call=([0-9.]+)");

  private IdempotencyServer() {}

  public static void main(String[] arguments) {
    try (RedisProcess redis = RedisProcess.start();
        IdempotencyStore store = RedisIdempotencyStore.connect(redis.url(), "benchmark")) {
      double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
      for (int i = 0; i < ROUNDS; i++) {
        redis.command("FLUSHALL");
        List<Ownership> owners = new ArrayList<>();
        best[0] = Math.min(best[0], each(redis, n -> owners.add(claim(store, n))));
        best[1] =
            Math.min(best[1], each(redis, n -> store.complete(key(n), owners.get(n), COMPLETION)));
        best[2] = Math.min(best[2], each(redis, n -> store.claim(key(n), DUPLICATE)));
      }
      claim(store, CALLS);
      System.out.println("| what | us, bytes |\n| --- | --- |");
      System.out.printf("| claim | %.1f |%n| complete | %.1f |%n", best[0], best[1]);
      System.out.printf("| replay | %.1f |%n", best[2]);
      System.out.printf("| in progress, without the key | %d |%n", bytes(redis, CALLS));
      System.out.printf("| completed, without key and result | %d |%n", bytes(redis, 0) - BYTES);
    }
  }

  /** Does something with a number. */
  private interface Call {
    void with(int number);
  }

  private static double each(RedisProcess redis, Call call) {
    redis.resetStatistics();
    for (int i = 0; i < CALLS; i++) {
      call.with(i);
    }
    Matcher used = USED.matcher(redis.info("commandstats"));
    if (!used.find()) {
      throw new IllegalStateException("INFO commandstats does not say how long scripts took");
    }
    return Double.parseDouble(used.group(1));
  }

  private static Ownership claim(IdempotencyStore store, int number) {
    return ((Claim.Granted) store.claim(key(number), CLAIM)).ownership();
  }

  private static RecordKey key(int number) {
    return new RecordKey("create_order", String.format("%022d", number));
  }

  private static long bytes(RedisProcess redis, int number) {
    String key = "benchmark:create_order:{" + key(number).digest() + "}";
    String answer = redis.command("MEMORY", "USAGE", key).replaceAll("[^0-9]", "");
    return Long.parseLong(answer) - key.getBytes(StandardCharsets.UTF_8).length;
  }
}
