// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.net.URI;
import java.util.Map;

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

  private final URI url;
  private final String version;
  private final Runnable closer;

  RedisServer(URI url, String version, Runnable closer) {
    this.url = url;
    this.version = version;
    this.closer = closer;
  }

  static RedisServer open(Map<String, String> environment) {
    Row row = Row.choose(environment, URL_VARIABLE, () -> false);
    return switch (row) {
      case URL -> throw new IllegalStateException("not yet");
      case CONTAINERS -> throw new IllegalStateException("not yet");
      case EMBEDDED -> embedded();
    };
  }

  private static RedisServer embedded() {
    RedisProcess process = RedisProcess.start();
    announce(process.version(), "embedded, " + process.origin());
    return new RedisServer(URI.create(process.url()), process.version(), process::close);
  }

  private static void announce(String version, String origin) {
    System.err.println("twelvefactor-testkit: Redis " + version + " (" + origin + ")");
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
    return url.getPort();
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
