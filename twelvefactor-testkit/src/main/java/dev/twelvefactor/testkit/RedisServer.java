// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Redis that all tests of this run share.
 *
 * <p>Which one it is, the environment decides: {@code TWELVEFACTOR_TEST_BACKENDS} names a row
 * ({@code embedded}, {@code containers} or {@code auto}); when it is unset or {@code auto}, {@code
 * TWELVEFACTOR_TEST_REDIS_URL} wins where it is set; else it is embedded, a {@code redis-server}
 * process on a free loopback port. {@code auto} tries a container before that. The first test that
 * asks starts it, one line on standard error says what answered, and it ends with the run.
 *
 * <p>Others use it at the same time and it may hold data already, so a test takes keys of its own.
 * A test that counts, flushes, freezes or kills takes a {@link RedisProcess}. Immutable, and safe
 * for use by many threads.
 *
 * @see WithRedis
 * @since 0.1.0
 */
public final class RedisServer {

  static final String URL_VARIABLE = "TWELVEFACTOR_TEST_REDIS_URL";

  private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");

  private final URI url;
  private final String version;
  private final Runnable closer;

  RedisServer(URI url, String version, Runnable closer) {
    this.url = url;
    this.version = version;
    this.closer = closer;
  }

  static RedisServer open(Map<String, String> environment) {
    return switch (Row.choose(environment, URL_VARIABLE, Containers::answer)) {
      case URL -> running(environment.getOrDefault(URL_VARIABLE, ""));
      case CONTAINERS -> container(environment);
      case EMBEDDED -> embedded();
    };
  }

  private static RedisServer running(String address) {
    URI url = parse(address);
    String version = askVersion(url, "set " + URL_VARIABLE + " to one that runs, or unset it");
    return announced(url, version, "from " + URL_VARIABLE, () -> {});
  }

  /** Never with the address itself, which may hold a password. */
  private static URI parse(String address) {
    try {
      URI url = new URI(address.strip());
      boolean redis = "redis".equals(url.getScheme()) || "rediss".equals(url.getScheme());
      if (redis && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The same answer as for an address of another kind.
    }
    throw new IllegalArgumentException(
        URL_VARIABLE + " is not an address as redis://host:6379 or rediss://user:password@host");
  }

  private static RedisServer container(Map<String, String> environment) {
    Containers.require();
    RedisContainer container = RedisContainer.start(environment);
    String version = askVersion(container.url(), "is " + container.image() + " a Redis?");
    return announced(
        container.url(), version, "container of " + container.image(), container::close);
  }

  private static RedisServer embedded() {
    RedisProcess process = RedisProcess.start();
    String origin = "embedded, " + process.origin();
    return announced(URI.create(process.url()), process.version(), origin, process::close);
  }

  private static RedisServer announced(URI url, String version, String origin, Runnable closer) {
    System.err.println("twelvefactor-testkit: Redis " + version + " (" + origin + ")");
    return new RedisServer(url, version, closer);
  }

  private static String askVersion(URI url, String remedy) {
    try (RespConnection connection = RespConnection.open(url, Duration.ofSeconds(5))) {
      Matcher version = VERSION.matcher(connection.call("INFO", "server"));
      return version.find() ? version.group(1) : "of an unknown version";
    } catch (IOException | IllegalStateException e) {
      throw new IllegalStateException(
          "No Redis answers at " + url.getHost() + ":" + portOf(url) + "; " + remedy, e);
    }
  }

  static int portOf(URI url) {
    return url.getPort() < 0 ? 6379 : url.getPort();
  }

  /** {@return the address as a client takes it, {@code redis://127.0.0.1:34567}} */
  public String url() {
    return url.toString();
  }

  /** {@return the host, a name or an address} */
  public String host() {
    return url.getHost();
  }

  /** {@return the TCP port} */
  public int port() {
    return portOf(url);
  }

  /** {@return the version that the server reports, {@code 7.0.15}} */
  public String version() {
    return version;
  }

  void close() {
    closer.run();
  }

  @Override
  public String toString() {
    return "Redis " + version + " at " + host() + ":" + port();
  }
}
