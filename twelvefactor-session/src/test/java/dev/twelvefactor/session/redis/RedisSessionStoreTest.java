// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is connected. */
class RedisSessionStoreTest {

  private static final String URL = "redis://localhost:6379";

  private final RedisSessionStore.Builder builder = RedisSessionStore.builder(URL);

  @ParameterizedTest
  @CsvSource({
    "redis://localhost, false, localhost:6379",
    "redis://localhost:6379/2, false, localhost:6379/2",
    "redis://user:pass@10.0.0.1:6379, false, 10.0.0.1:6379",
    "redis://:p%40ss@[::1]:6379, false, [::1]:6379",
    "rediss://redis.example.com, false, redis.example.com:6379",
    "'redis://:p%40ss@one:7000,two', true, one:7000 two:6379",
    "'rediss://user:pass@one:7000,two:7001/0', true, one:7000 two:7001",
    "redis-cluster://one:7000, true, one:7000",
    "rediss-cluster://user:pass@one, true, one:6379",
    "redis-sentinel://one#main, false, one:26379#main",
    "redis-sentinel://one?sentinelMasterId=main, false, one:26379#main",
    "rediss-sentinel://one#main, false, one:26379#main",
    "'redis-sentinel://user:pass@one:5000,two/2#main', false, one:5000 two:26379/2#main"
  })
  void parse_urlOfEachForm_namesTheServers(String url, boolean cluster, String servers) {
    RedisAddress address = RedisAddress.parse("url", url);

    assertThat(address.cluster()).isEqualTo(cluster);
    assertThat(described(address)).isEqualTo(servers);
    assertThat(address.uris())
        .allSatisfy(uri -> assertThat(uri.isSsl()).isEqualTo(url.startsWith("rediss")));
    assertThat(RedisSessionStore.builder(url)).isNotNull();
  }

  private static String described(RedisAddress address) {
    RedisURI first = address.uris().get(0);
    List<RedisURI> servers = first.getSentinels().isEmpty() ? address.uris() : first.getSentinels();
    return servers.stream()
            .map(uri -> uri.getHost() + ":" + uri.getPort())
            .collect(Collectors.joining(" "))
        + (first.getDatabase() == 0 ? "" : "/" + first.getDatabase())
        + (first.getSentinelMasterId() == null ? "" : "#" + first.getSentinelMasterId());
  }

  @Test
  void parse_user_isSignedInEverywhere() {
    RedisAddress cluster = RedisAddress.parse("url", "redis://shop:p%40ss@one,two");
    RedisAddress sentinel = RedisAddress.parse("url", "redis-sentinel://shop:p%40ss@one#main");

    assertThat(cluster.uris()).hasSize(2);
    assertThat(Stream.of(cluster, sentinel).flatMap(address -> address.uris().stream()))
        .hasSize(3)
        .allSatisfy(uri -> assertThat(uri.toString()).contains("://shop:****@"));
  }

  @ParameterizedTest
  @MethodSource("unusableUrls")
  void builder_otherUrl_saysWhichPartIsWrongAndRepeatsNone(String url, String flaw) {
    assertUnusable("url", flaw, () -> RedisSessionStore.builder(url));
    assertUnusable(
        "REDIS_URL", flaw, () -> RedisSessionStore.fromEnvironment(Map.of("REDIS_URL", url)));
  }

  private static void assertUnusable(String name, String flaw, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(name + " is not usable: " + flaw
            + "; expected redis://[user:password@]host[:port][/database], rediss://…,"
            + " redis-sentinel://…?sentinelMasterId=name, redis-cluster://host[:port]"
            + " or a comma separated list of hosts")
        .hasNoCause();
  }

  private static Stream<Arguments> unusableUrls() {
    return Stream.of(
            flawed(
                "the scheme is none of redis, rediss, redis-sentinel, rediss-sentinel, redis-cluster,"
                    + " rediss-cluster",
                "localhost:6379",
                ":s3cret@localhost:6379",
                "http://:s3cret@localhost:6379",
                "xredis://:s3cret@localhost",
                "redis-socket://s3cret@/tmp/redis",
                "redis:/s3cret@localhost"),
            flawed(
                "in the user or password the characters @ : / ? # have to be written as"
                    + " %40 %3A %2F %3F %23",
                "redis://:s3c@ret@localhost",
                "redis://:s3c/ret@localhost",
                "redis://:s3c#ret@one:6379,two:6379"),
            flawed(
                "it has a character that has to be written as %xx",
                "redis://:s3c%ret@localhost", "redis://:s3c ret@localhost"),
            flawed("the host is missing", "redis://", "redis://:s3cret@", "redis://s3cret@:6379/1"),
            flawed("the host is missing (host 2 of 2)", "redis://:s3cret@one:6379,"),
            flawed(
                "the host has a character other than A-Z a-z 0-9 . -",
                "redis://:s3cret@my_redis:6379",
                "redis://s3cret@[localhost"),
            flawed(
                "the host has a character other than A-Z a-z 0-9 . - (host 2 of 2)",
                "redis://:s3cret@one:6379,two_three",
                "redis-sentinel://:s3cret@one,two_three#main"),
            flawed(
                "the port is no number from 1 to 65535",
                "redis://:s3cret@localhost:port",
                "redis://:s3cret@localhost:",
                "redis://:s3cret@localhost:0",
                "redis://:s3cret@localhost:65536",
                "redis://:s3cret@localhost:123456"),
            flawed(
                "the port is no number from 1 to 65535 (host 2 of 3)", "redis://one,two:x,three"),
            flawed(
                "the database after the / is no number",
                "redis://:s3cret@localhost/first",
                "redis://:s3cret@localhost/1/2",
                "redis-sentinel://localhost/s3cret#main"),
            flawed(
                "a Cluster has no database but 0",
                "redis://:s3cret@one:6379,two:6379/1",
                "redis-cluster://:s3cret@one:6379/1"),
            flawed(
                "the name of the Sentinels' primary is missing",
                "redis-sentinel://:s3cret@localhost:26379",
                "redis-sentinel://:s3cret@localhost:26379#",
                "redis-sentinel://:s3cret@localhost:26379?sentinelMasterId="))
        .flatMap(urls -> urls);
  }

  private static Stream<Arguments> flawed(String flaw, String... urls) {
    return Arrays.stream(urls).map(url -> Arguments.of(url, flaw));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a{b}", "ä", "a*"})
  void namespace_ofAnotherForm_isRefused(String namespace) {
    assertThatThrownBy(() -> builder.namespace(namespace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("namespace \"" + namespace + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
  }

  /** Its first lost connection would be its last. */
  @Test
  void client_thatDoesNotReconnect_isRefused() {
    ClusterClientOptions never =
        ClusterClientOptions.builder().autoReconnect(false).build();
    RedisClient client = RedisClient.create(URL);
    RedisClusterClient cluster = RedisClusterClient.create(URL);
    try {
      RedisSessionStore.builder(client);
      RedisSessionStore.builder(cluster);
      client.setOptions(never);
      cluster.setOptions(never);

      for (ThrowingCallable call : List.<ThrowingCallable>of(
          () -> RedisSessionStore.builder(client),
          () -> RedisSessionStore.connect(client),
          () -> RedisSessionStore.builder(cluster),
          () -> RedisSessionStore.connect(cluster))) {
        assertThatThrownBy(call)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("the client does not reconnect")
            .hasMessageContaining("(expected: autoReconnect(true) in its ClientOptions)");
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
      cluster.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  void timeout_outOfBounds_isRefused() {
    assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("timeout: PT0S (expected: 1 ms to 60 s)");
    assertThatThrownBy(() -> builder.timeout(Duration.ofSeconds(60).plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("timeout: PT1M0.001S (expected: 1 ms to 60 s)");
    assertThat(builder.timeout(Duration.ofSeconds(60)).timeout(Duration.ofMillis(1)))
        .isSameAs(builder);
  }

  @Test
  void subjectKey_tooShort_isRefusedAndNotRepeated() {
    assertThatThrownBy(() -> builder.subjectKey("123456789012345"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("subjectKey of 15 characters (expected: >= 16)");
    assertThat(builder.subjectKey("1234567890123456")).isSameAs(builder);
  }

  @Test
  void fromEnvironment_withoutUrl_isRefusedByName() {
    assertThatThrownBy(() -> RedisSessionStore.fromEnvironment(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("REDIS_URL is not set (expected: the URL of a Redis server)");
    assertThatThrownBy(() -> RedisSessionStore.fromEnvironment(Map.of("REDIS_URL", " ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("REDIS_URL is not set");
  }

  @ParameterizedTest
  @CsvSource({
    "SESSION_IDLE, soon, 'SESSION_IDLE: \"soon\" is no duration (expected: such as 500ms, 30m,'",
    "SESSION_IDLE, 0s, 'SESSION_IDLE: idle: PT0S (expected: 1 ms to 3650 days)'",
    "SESSION_ABSOLUTE, -1h, 'SESSION_ABSOLUTE: \"-1h\" is no duration'",
    "SESSION_IDLE, 48h, 'idle: PT48H (expected: at most absolute, which is PT12H)'",
    "SESSION_RENEWAL, 15, 'SESSION_RENEWAL: \"15\" is no duration'",
    "SESSION_TIMEOUT, 2m, 'SESSION_TIMEOUT: timeout: PT2M (expected: 1 ms to 60 s)'",
    "SESSION_NAMESPACE, a b, 'SESSION_NAMESPACE: namespace \"a b\" (expected:'",
    "SESSION_SUBJECT_KEY, short, 'SESSION_SUBJECT_KEY: subjectKey of 5 characters (expected:'"
  })
  void fromEnvironment_badValue_isRefusedByName(String name, String value, String message) {
    assertThatThrownBy(
            () -> RedisSessionStore.fromEnvironment(Map.of("REDIS_URL", URL, name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "5s, PT5S",
    "30m, PT30M",
    "12h, PT12H",
    "7d, PT168H",
    "PT1M30S, PT1M30S"
  })
  void environment_duration_isReadInBothForms(String value, Duration expected) {
    Duration[] read = new Duration[1];

    new Environment(Map.of("X", value)).duration("X", duration -> read[0] = duration);

    assertThat(read[0]).isEqualTo(expected);
  }

  @Test
  void environment_emptyVariable_isNotSet() {
    Environment environment = new Environment(Map.of("X", ""));

    environment.duration("X", duration -> assertThat(duration).isNull());
    environment.text("Y", text -> assertThat(text).isNull());

    assertThatThrownBy(() -> environment.required("X")).hasMessageStartingWith("X is not set");
  }
}
