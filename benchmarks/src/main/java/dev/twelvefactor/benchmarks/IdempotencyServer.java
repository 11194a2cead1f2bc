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
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what claims, completions and replays cost the server: its time for each, in rounds that take
 * turns, and the memory of a record beside its key. Two scripts beside them tell what no script can do
 * without. Prints a table.
 */
public final class IdempotencyServer {

  /** Many and short, so that some of them fall between what else the machine does. */
  private static final int ROUNDS = 100;

  private static final int CALLS = 500;
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
  private static final String COMMANDS = "redis.call('TIME') redis.call('GET', KEYS[1])"
      + " redis.call('SET', KEYS[1], KEYS[1], 'PX', '86400000') return 1";
  private static final Pattern USED = Pattern.compile("cmdstat_evalsha:.*usec_per_call=([0-9.]+)");

  private IdempotencyServer() {}

  public static void main(String[] arguments) {
    try (RedisProcess redis = RedisProcess.start();
        RedisClient client = RedisClient.create(redis.url());
        IdempotencyStore store = RedisIdempotencyStore.connect(redis.url(), "benchmark")) {
      StatefulRedisConnection<String, String> raw = client.connect();
      String empty = raw.sync().scriptLoad("return 1");
      String commands = raw.sync().scriptLoad(COMMANDS);
      Map<String, List<Double>> times = new LinkedHashMap<>();
      for (int i = 0; i < ROUNDS; i++) {
        redis.command("FLUSHALL");
        Map<Integer, Ownership> owners = new HashMap<>();
        each(redis, times, "a script of nothing", n -> evaluate(raw, empty, n));
        each(redis, times, "TIME, GET and SET alone", n -> evaluate(raw, commands, n));
        each(redis, times, "claim", n -> owners.put(n, claim(store, n)));
        each(redis, times, "complete", n -> store.complete(key(n), owners.get(n), COMPLETION));
        each(redis, times, "replay", n -> store.claim(key(n), DUPLICATE));
      }
      claim(store, CALLS);
      System.out.println("| the server's time | least us | median us |\n| --- | --- | --- |");
      times.forEach(IdempotencyServer::print);
      System.out.println("\n| memory | bytes |\n| --- | --- |");
      System.out.printf("| in progress, without the key | %d |%n", bytes(redis, CALLS));
      System.out.printf("| completed, without key and result | %d |%n", bytes(redis, 0) - BYTES);
    }
  }

  private static void print(String what, List<Double> times) {
    List<Double> sorted = times.stream().sorted().toList();
    System.out.printf("| %s | %.1f | %.1f |%n", what, sorted.get(0), sorted.get(ROUNDS / 2));
  }

  private static void evaluate(
      StatefulRedisConnection<String, String> redis, String script, int number) {
    redis.sync().evalsha(script, ScriptOutputType.INTEGER, "raw:" + number);
  }

  /** Does something with a number. */
  private interface Call {
    void with(int number);
  }

  private static void each(
      RedisProcess redis, Map<String, List<Double>> times, String what, Call call) {
    redis.resetStatistics();
    for (int i = 0; i < CALLS; i++) {
      call.with(i);
    }
    Matcher used = USED.matcher(redis.info("commandstats"));
    if (!used.find()) {
      throw new IllegalStateException("INFO commandstats does not say how long scripts took");
    }
    times.computeIfAbsent(what, unused -> new ArrayList<>()).add(Double.parseDouble(used.group(1)));
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
