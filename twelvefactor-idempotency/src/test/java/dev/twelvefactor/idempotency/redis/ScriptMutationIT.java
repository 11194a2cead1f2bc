// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.fault.Children;
import dev.twelvefactor.testkit.ChildJvm;
import dev.twelvefactor.testkit.RedisProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks the comparisons of the scripts one at a time; the contract must fail each time. By default
 * every tenth, from one that a seed chooses, so that all come in turn; all with {@code
 * -Dtwelvefactor.test.full=true}.
 */
class ScriptMutationIT {

  private static final boolean FULL = Boolean.getBoolean("twelvefactor.test.full");
  private static final int SHARE = 10;

  /** Repeats a run. */
  private static final String SEED_PROPERTY = "twelvefactor.test.seed";

  /** What is written, and what is put in its place. */
  private record Mutation(String file, String text, String instead) {

    @Override
    public String toString() {
      return file + ": " + text + " -> " + instead;
    }
  }

  private static final List<Mutation> MUTATIONS = List.of(
      new Mutation("fields.lua", "record.owner == owner", "true"),
      new Mutation("fields.lua", "record.fence == tonumber(fence)", "true"),
      new Mutation(
          "record.lua",
          "local UNCERTAIN_RETENTION = '604800000'",
          "local UNCERTAIN_RETENTION = '1000'"),
      new Mutation("fields.lua", "UNCERTAIN_RETENTION - retention > 0", "true"),
      new Mutation("fields.lua", "UNCERTAIN_RETENTION - retention > 0", "false"),
      new Mutation("first.lua", "ARGV[6] == '1' and", "false and"),
      new Mutation("first.lua", "UNCERTAIN_RETENTION - ttl > 0", "true"),
      new Mutation("first.lua", "UNCERTAIN_RETENTION - ttl > 0", "false"),
      new Mutation("first.lua", "fingerprint ~= ARGV[2]", "true"),
      new Mutation("first.lua", "fingerprint ~= ARGV[2]", "false"),
      new Mutation("first.lua", "and fingerprint ~= FORGOTTEN", ""),
      new Mutation("first.lua", "kind ~= '-'", "false"),
      new Mutation("claim.lua", "record.owner == ARGV[1]", "true"),
      new Mutation("claim.lua", "record.owner == ARGV[1]", "false"),
      new Mutation("claim.lua", "mine and record.state == 'R'", "false"),
      new Mutation("claim.lua", "record.state == 'P'", "false"),
      new Mutation("claim.lua", "record.at > now then", "false then"),
      new Mutation("claim.lua", "record.at > now then", "record.at > now + 30000 then"),
      new Mutation("claim.lua", "record.intent + record.prior > 0", "record.intent > 0"),
      new Mutation("claim.lua", "record.intent + record.prior > 0", "record.prior > 0"),
      new Mutation("claim.lua", "or record.state == 'U'", ""),
      new Mutation("claim.lua", "record.attempt >= tonumber(ARGV[7])", "false"),
      new Mutation("claim.lua", "record.attempt >=", "record.attempt >"),
      new Mutation("claim.lua", "exhausted or onCrash == 2", "onCrash == 2"),
      new Mutation("claim.lua", "onCrash == 2 or ", ""),
      new Mutation("claim.lua", "or record.onCrash > onCrash", ""),
      new Mutation("claim.lua", "record.state ~= 'U'", "true"),
      new Mutation("claim.lua", "intent + prior > 0 and", "false and"),
      new Mutation("claim.lua", "doubt and 1 or 0", "0"),
      new Mutation("claim.lua", "NOBODY, 'F'", "record.owner, 'F'"),
      new Mutation("claim.lua", "redis.call('PTTL', KEYS[1])))", "0))"),
      new Mutation("claim.lua", "math.max(uncertain(ARGV[4]), ", "math.max(0, "),
      new Mutation("renew.lua", "not owned(record, ARGV[1], ARGV[2]) or ", "not record or "),
      new Mutation("renew.lua", "or record.state ~= 'P'", ""),
      new Mutation("renew.lua", "at <= now", "false"),
      new Mutation("renew.lua", "math.floor(record.fence / 1000) + ARGV[4]", "now + ARGV[3]"),
      new Mutation("mark.lua", "not owned(record, ARGV[1], ARGV[2]) or ", "not record or "),
      new Mutation("mark.lua", "or record.state ~= 'P'", ""),
      new Mutation("mark.lua", "ARGV[3] == 'INTENT'", "true"),
      new Mutation("mark.lua", "ARGV[3] == 'INTENT'", "false"),
      new Mutation("mark.lua", "redis.call('PTTL', KEYS[1]) - UNCERTAIN_RETENTION < 0", "false"),
      new Mutation("complete.lua", "text:sub(45, 53) == ARGV[1]", "true"),
      new Mutation("complete.lua", "tonumber(text:sub(9, 24)) == tonumber(ARGV[2])", "true"),
      new Mutation("complete.lua", "kind ~= '-'", "false"),
      new Mutation("complete.lua", "mine and kind == ARGV[4]", "kind == ARGV[4]"),
      new Mutation("complete.lua", "and payload == ARGV[5]", ""),
      new Mutation("complete.lua", "if not mine then", "if false then"),
      new Mutation("complete.lua", "text:sub(3, 3) .. '0'", "text:sub(3, 3) .. '3'"),
      new Mutation("release.lua", "if not withdrawn then return {0} end", ""),
      new Mutation("release.lua", "record.kind ~= '-'", "false"),
      new Mutation("release.lua", "record.owner ~= ARGV[1]", "false"),
      new Mutation("release.lua", "not owned(record, ARGV[1], ARGV[2])", "false"),
      new Mutation("release.lua", "record.state == 'R' or", ""),
      new Mutation("release.lua", "mode == 'UNKNOWN' or", ""),
      new Mutation("release.lua", "or mode == 'UNDECIDED'", ""),
      new Mutation("release.lua", "(unknown and record.state == 'U')", "false"),
      new Mutation("release.lua", "record.state, record.intent = 'R', 0", "record.state = 'R'"),
      new Mutation(
          "release.lua", "put(record, uncertain(ARGV[5]))", "put(record, UNCERTAIN_RETENTION)"),
      new Mutation("release.lua", "record.prior == 1 and", "false and"),
      new Mutation("release.lua", "mode == 'NEVER_HAPPENED'", "false"),
      new Mutation("release.lua", "mode == 'NEVER_HAPPENED'", "true"),
      new Mutation("forget.lua", "not record or ", ""),
      new Mutation("forget.lua", "record.fence ~= tonumber(ARGV[1])", "false"),
      new Mutation("forget.lua", "record.state == 'P' and record.at > now", "false"),
      new Mutation("forget.lua", "record.state == 'P' and record.at > now", "record.state == 'P'"),
      new Mutation("forget.lua", "intent = 0", "intent = record.intent"),
      new Mutation("forget.lua", "prior = 0", "prior = record.prior"),
      new Mutation("forget.lua", "attempt = 0", "attempt = record.attempt"),
      new Mutation("forget.lua", "fence = record.fence", "fence = micros"),
      new Mutation("forget.lua", "owner = NOBODY", "owner = record.owner"),
      new Mutation("forget.lua", "fingerprint = FORGOTTEN", "fingerprint = record.fingerprint"),
      new Mutation("forget.lua", "kind = '-'", "kind = record.kind"),
      new Mutation("forget.lua", "math.max(ARGV[2], ", "math.max(0, "),
      new Mutation("forget.lua", "redis.call('PTTL', KEYS[1])", "0"));

  @Test
  void contract_eachComparisonBroken_fails(@TempDir Path folder) throws IOException {
    List<Mutation> chosen = chosen();
    List<String> survivors = new ArrayList<>();
    try (RedisProcess redis = RedisProcess.start()) {
      assertThat(failures(redis, write(folder.resolve("none"), null)))
          .as("the contract holds with the scripts as they are")
          .isZero();
      for (int i = 0; i < chosen.size(); i++) {
        Path scripts = write(folder.resolve("mutation-" + i), chosen.get(i));
        if (failures(redis, scripts) == 0) {
          survivors.add(chosen.get(i).toString());
        }
      }
    }

    assertThat(survivors).isEmpty();
  }

  private static List<Mutation> chosen() {
    if (FULL) {
      return MUTATIONS;
    }
    long seed = Long.getLong(SEED_PROPERTY, new Random().nextInt());
    System.err.println("mutations, -D" + SEED_PROPERTY + "=" + seed);
    List<Mutation> chosen = new ArrayList<>();
    for (int i = Math.floorMod(seed, SHARE); i < MUTATIONS.size(); i += SHARE) {
      chosen.add(MUTATIONS.get(i));
    }
    return chosen;
  }

  /** How many tests of the contract fail with the scripts of a folder. */
  private static int failures(RedisProcess redis, Path scripts) {
    try (ChildJvm child = Children.of(ContractRun.class, redis.url())
        // What the boot loader finds comes before the class path.
        .jvmArguments("-Xbootclasspath/a:" + scripts)
        .start()) {
      String line = child.awaitLine("FAILURES ", Duration.ofMinutes(3));
      return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }
  }

  /** A copy of the scripts, one of them changed. */
  private static Path write(Path folder, @Nullable Mutation mutation) throws IOException {
    Path scripts = folder.resolve(Script.class.getPackageName().replace('.', '/'));
    Files.createDirectories(scripts);
    for (String file : List.of(
        "record.lua",
        "first.lua",
        "fields.lua",
        "claim.lua",
        "renew.lua",
        "mark.lua",
        "complete.lua",
        "release.lua",
        "forget.lua")) {
      String text = read(file);
      if (mutation != null && file.equals(mutation.file())) {
        int at = text.indexOf(mutation.text());
        assertThat(at).as("%s is in the script", mutation).isNotNegative();
        text = text.substring(0, at)
            + mutation.instead()
            + text.substring(at + mutation.text().length());
      }
      Files.writeString(scripts.resolve(file), text);
    }
    return folder;
  }

  private static String read(String file) throws IOException {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    }
  }
}
