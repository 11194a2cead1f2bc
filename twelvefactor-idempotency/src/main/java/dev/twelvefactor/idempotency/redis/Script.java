// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The scripts, each in files that state its keys, arguments and reply. Before each goes what all have
 * in common. What a script does not need is no part of it: the server makes each function anew in each
 * call.
 */
enum Script {
  CLAIM("record", "first", "fields", "claim"),
  RENEW("record", "fields", "renew"),
  MARK("record", "fields", "mark"),
  COMPLETE("record", "complete"),
  RELEASE("record", "fields", "release"),
  FORGET("record", "fields", "forget");

  private final String text;
  private final String sha1;

  Script(String... files) {
    text = Arrays.stream(files).map(file -> read(file + ".lua")).collect(Collectors.joining());
    sha1 = sha1(text);
  }

  /**
   * Runs the script by its hash, and sends its text only if the server does not know it.
   *
   * @param arguments each a text of ASCII, a number or bytes
   */
  CompletionStage<List<Object>> run(
      RedisClusterAsyncCommands<String, byte[]> redis, String key, Object... arguments) {
    return send(redis, CommandType.EVALSHA, sha1, key, arguments)
        .exceptionallyCompose(failure -> failure instanceof RedisNoScriptException
            ? send(redis, CommandType.EVAL, text, key, arguments)
            : CompletableFuture.failedStage(failure));
  }

  /** As the driver would, but without a buffer for each argument. */
  private static CompletionStage<List<Object>> send(
      RedisClusterAsyncCommands<String, byte[]> redis,
      CommandType command,
      String script,
      String key,
      Object... arguments) {
    CommandArgs<String, byte[]> sent = new CommandArgs<>(RedisDriver.CODEC);
    sent.add(script).add(1).addKey(key);
    for (Object argument : arguments) {
      if (argument instanceof byte[] bytes) {
        sent.add(bytes);
      } else if (argument instanceof Number number) {
        sent.add(number.longValue());
      } else {
        sent.add(argument.toString());
      }
    }
    return redis.dispatch(command, new NestedMultiOutput<>(RedisDriver.CODEC), sent);
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-1", impossible);
    }
  }
}
