// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twelvefactor.idempotency.IdempotencyStore;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisIdempotencyStoreTest {

  private static final String URL = "redis://localhost:1";

  @Test
  void fromEnvironment_complete_makesAStore() {
    try (IdempotencyStore store = RedisIdempotencyStore.fromEnvironment(Map.of(
        "REDIS_URL", URL, "IDEMPOTENCY_NAMESPACE", "shop", "IDEMPOTENCY_TIMEOUT", "100ms"))) {
      assertThat(store).hasToString("RedisIdempotencyStore[shop]");
    }
  }

  @Test
  void fromEnvironment_missingOrMalformed_namesTheVariable() {
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(Map.of()))
        .hasMessageContaining("REDIS_URL is not set");
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(Map.of("REDIS_URL", URL)))
        .hasMessageContaining("IDEMPOTENCY_NAMESPACE is not set");
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(Map.of(
            "REDIS_URL", URL, "IDEMPOTENCY_NAMESPACE", "shop", "IDEMPOTENCY_TIMEOUT", "soon")))
        .hasMessageContaining("IDEMPOTENCY_TIMEOUT")
        .hasMessageContaining("\"soon\"");
  }

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
    assertThat(RedisIdempotencyStore.builder(url, "shop")).isNotNull();
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
  @CsvSource({
    "'', the scheme is none of",
    "localhost:6379, the scheme is none of",
    "http://s3cret@localhost, the scheme is none of",
    "redis:/s3cret@localhost, the scheme is none of",
    "redis-socket://s3cret@/tmp/redis, the scheme is none of",
    "redis-sentinel://s3cret@localhost:26379, the name of the Sentinels' primary is missing",
    "redis-sentinel://s3cret@localhost:26379#, the name of the Sentinels' primary is missing",
    "redis-sentinel://s3cret@localhost?sentinelMasterId=, the name of the Sentinels' primary is missing",
    "redis-sentinel://:s3cret@one_two#main, the host has a character other than",
    "redis://s3cret@[localhost, the host has a character other than",
    "redis://:s3cret@my_redis:6379, the host has a character other than",
    "'redis://:s3cret@one:6379,two_three', the host has a character other than",
    "redis://:s3cret@, the host is missing",
    "redis://:s3cret@:6379, the host is missing",
    "'redis://:s3cret@one:6379,', the host is missing",
    "redis://:s3cret@localhost:port, the port is no number from 1 to 65535",
    "redis://:s3cret@localhost:, the port is no number from 1 to 65535",
    "redis://:s3cret@localhost:0, the port is no number from 1 to 65535",
    "redis://:s3cret@localhost:65536, the port is no number from 1 to 65535",
    "'redis://:s3cret@one:6379,two:port', the port is no number from 1 to 65535",
    "'redis://:s3cret@one:6379,two:6379/1', a Cluster has no database but 0",
    "redis-cluster://:s3cret@one:6379/1, a Cluster has no database but 0",
    "redis://:s3cret@localhost/first, the database after the / is no number",
    "'redis://:s3c@ret@one:6379,two:6379', in the user or password the characters @ : / ? # have to be written",
    "redis://:s3/cret@one:6379, in the user or password the characters @ : / ? # have to be written",
    "redis://:%zzs3cret@localhost, it has a character that has to be written as %xx"
  })
  void builder_otherUrl_saysWhatIsWrongAndDoesNotRepeatIt(String url, String fault) {
    assertThatThrownBy(() -> RedisIdempotencyStore.builder(url, "shop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url is not usable: " + fault)
        .hasMessageEndingWith(
            "; expected redis://[user:password@]host[:port][/database], rediss://…,"
                + " redis-sentinel://…?sentinelMasterId=name, redis-cluster://host[:port]"
                + " or a comma separated list of hosts")
        .hasMessageNotContainingAny("s3c", "cret", "localhost")
        .hasNoCause();
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(
            Map.of("REDIS_URL", "x" + url, "IDEMPOTENCY_NAMESPACE", "shop")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("REDIS_URL is not usable: the scheme is none of")
        .hasMessageNotContaining("cret");
  }

  @Test
  @SuppressWarnings("NullAway") // What a caller without it may do.
  void builder_ofNull_namesWhatIsMissing() {
    assertThatThrownBy(() -> RedisIdempotencyStore.builder((String) null, "shop"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("url");
    assertThatThrownBy(() -> RedisIdempotencyStore.builder(URL, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("namespace");
    assertThatThrownBy(() -> RedisIdempotencyStore.fromEnvironment(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("environment");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "{a}"})
  void connect_aMalformedNamespace_isRefused(String namespace) {
    assertThatThrownBy(() -> RedisIdempotencyStore.connect(URL, namespace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("namespace");
  }

  @Test
  void timeout_outOfBounds_isRefused() {
    RedisIdempotencyStore.Builder builder = RedisIdempotencyStore.builder(URL, "shop");

    assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessageContaining("1 ms to 60 s");
    assertThatThrownBy(() -> builder.timeout(Duration.ofSeconds(61)))
        .hasMessageContaining("1 ms to 60 s");
  }
}
