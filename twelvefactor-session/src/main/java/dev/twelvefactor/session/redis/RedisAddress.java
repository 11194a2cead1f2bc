// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;

/**
 * Where Redis is, as a URL says it.
 *
 * @param uris one for a server or for those behind a Sentinel; the nodes to begin with for a Cluster
 */
record RedisAddress(List<RedisURI> uris, boolean cluster) {

  private static final String EXPECTED =
      "; expected redis://[user:password@]host[:port][/database],"
          + " rediss://…, redis-sentinel://…?sentinelMasterId=name, redis-cluster://host[:port]"
          + " or a comma separated list of hosts";

  /**
   * Parses a URL.
   *
   * @param name of the URL; the message has it instead of the value, which may hold a password
   */
  static RedisAddress parse(String name, String url) {
    String flaw = UrlFlaw.of(requireNonNull(url, name));
    if (flaw == null) {
      try {
        return of(url);
      } catch (IllegalArgumentException malformed) {
        // Its message repeats the URL.
        flaw = "it has a character that has to be written as %xx";
      }
    }
    throw new IllegalArgumentException(name + " is not usable: " + flaw + EXPECTED);
  }

  private static RedisAddress of(String url) {
    int end = url.indexOf("://");
    String authority = url.substring(end + 3).split("[/?#]", 2)[0];
    if (!isCluster(url.substring(0, end), authority)) {
      return new RedisAddress(List.of(RedisURI.create(url)), false);
    }
    URI plain = URI.create(url.replaceFirst("-cluster://", "://"));
    return new RedisAddress(List.copyOf(RedisClusterURIUtil.toRedisURIs(plain)), true);
  }

  /** Several hosts are a Cluster too, unless they are Sentinels. A user's name may have commas. */
  static boolean isCluster(String scheme, String authority) {
    boolean several = authority.indexOf(',', authority.indexOf('@') + 1) >= 0;
    return scheme.endsWith("-cluster") || (several && !scheme.endsWith("-sentinel"));
  }
}
