// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedisProcessIT {

  static Stream<RedisBinary> binaries() {
    return Stream.concat(
        Stream.of(RedisBinary.carried()), RedisBinary.onPath(System.getenv("PATH")).stream());
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void start_eachBinary_answers(RedisBinary binary) {
    try (RedisProcess redis = RedisProcess.builder().binary(binary).start()) {
      assertThat(redis.command("PING")).isEqualTo("PONG");
      assertThat(redis.info("server"))
          .contains("redis_version:" + redis.version())
          .contains("process_id:" + redis.pid())
          .contains("tcp_port:" + redis.port());
      assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void commandCalls_eachBinary_countsSinceTheReset(RedisBinary binary) {
    try (RedisProcess redis = RedisProcess.builder().binary(binary).start()) {
      redis.command("SET", "key", "value");
      redis.resetStatistics();

      redis.command("GET", "key");
      redis.command("GET", "key");
      redis.info("server");
      redis.command("EVAL", "return redis.call('INCR', KEYS[1])", "1", "counter");

      assertThat(redis.commandCalls())
          .containsEntry("get", 2L)
          .containsEntry("eval", 1L)
          .containsOnlyKeys("get", "eval", "incr")
          .containsEntry("incr", 1L);
    }
  }

  @Test
  void command_eachKindOfReply_isText() {
    try (RedisProcess redis = RedisProcess.start()) {
      assertThat(redis.command("SET", "k", "ü\r\nx")).isEqualTo("OK");
      assertThat(redis.command("GET", "k")).isEqualTo("ü\r\nx");
      assertThat(redis.command("GET", "none")).isEqualTo("(nil)");
      assertThat(redis.command("INCRBY", "n", "41")).isEqualTo("41");
      assertThat(redis.command("MGET", "n", "none", "k")).isEqualTo("41\n(nil)\nü\r\nx");
      assertThatThrownBy(() -> redis.command("INCR", "k"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("INCR")
          .hasMessageContaining("not an integer");
    }
  }

  @Test
  void kill_thenRestart_keepsThePortAndLosesTheData() {
    try (RedisProcess redis = RedisProcess.start()) {
      long first = redis.pid();
      redis.command("SET", "key", "value");

      redis.kill();

      assertThat(ProcessHandle.of(first)).isEmpty();
      assertThatThrownBy(() -> redis.command("PING"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("PING");

      redis.restart();

      assertThat(redis.pid()).isNotEqualTo(first);
      assertThat(redis.command("EXISTS", "key")).isEqualTo("0");
    }
  }

  @Test
  void restart_appendOnly_keepsTheDataAcrossACrash() {
    try (RedisProcess redis =
        RedisProcess.start("--appendonly", "yes", "--appendfsync", "always")) {
      redis.command("SET", "key", "value");

      redis.kill();
      redis.restart();

      assertThat(redis.command("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void freeze_request_isAnsweredAfterThaw() throws IOException {
    try (RedisProcess redis = RedisProcess.start();
        Socket socket = new Socket(redis.host(), redis.port())) {
      redis.freeze();
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
      socket.setSoTimeout(200);

      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      redis.thaw();
      socket.setSoTimeout(10_000);

      assertThat(socket.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void restart_frozenServer_comesBack() {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.freeze();

      redis.restart();

      assertThat(redis.command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void close_frozenServer_leavesNeitherProcessNorFolder() {
    RedisProcess redis = RedisProcess.start();
    Path folder = Path.of(redis.command("CONFIG", "GET", "dir").lines().toList().get(1));
    long pid = redis.pid();
    redis.freeze();

    redis.close();
    redis.close();

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(Files.exists(folder)).isFalse();
  }

  @Test
  void start_badArgument_failsWithWhatItPrinted() {
    assertThatThrownBy(() -> RedisProcess.start("--no-such-option", "1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-option")
        .hasMessageContaining("OpenSSL 3")
        .hasMessageContaining("TWELVEFACTOR_TEST_REDIS_URL");
  }

  @Test
  void start_two_haveNothingInCommon() {
    try (RedisProcess one = RedisProcess.start();
        RedisProcess other = RedisProcess.start()) {
      one.command("SET", "key", "value");

      assertThat(other.port()).isNotEqualTo(one.port());
      assertThat(other.command("EXISTS", "key")).isEqualTo("0");
    }
  }
}
