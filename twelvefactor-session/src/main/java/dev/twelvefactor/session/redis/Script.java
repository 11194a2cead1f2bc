// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The scripts, each in a file of its own that states its keys, arguments and reply. */
enum Script {
  CREATE,
  TOUCH,
  WRITE,
  TAKE,
  RENEW,
  DELETE,
  LIST,
  REVOKE;

  private final String text = load();
  private final String sha1 = sha1(text);

  /** Runs the script by its hash, and sends its text only if the server does not know it. */
  CompletionStage<List<Object>> run(
      RedisClusterAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
    return Steps.orElse(
        redis.<List<Object>>evalsha(sha1, ScriptOutputType.MULTI, keys, arguments),
        failure -> failure instanceof RedisNoScriptException
            ? redis.eval(text, ScriptOutputType.MULTI, keys, arguments)
            : CompletableFuture.failedStage(failure));
  }

  private String load() {
    String file = name().toLowerCase(Locale.ROOT) + ".lua";
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
