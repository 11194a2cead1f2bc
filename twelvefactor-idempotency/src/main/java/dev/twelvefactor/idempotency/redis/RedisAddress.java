// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is, as a URL says it.
 *
 * @param uris one for a server or for those behind a Sentinel; the nodes to begin with for a Cluster
 */
record RedisAddress(List<RedisURI> uris, boolean cluster) {

  private static final Pattern FORM =
      Pattern.compile("(rediss?|redis-sentinel|rediss?-cluster)://([^@/?#]*@)?([^@/?#]+)(/[^?#]*)?"
          + "(\\?[^#]*)?(#.+)?");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
  private static final String EXPECTED = " is not the URL of a Redis server (expected:"
      + " redis://[user:password@]host[:port][/database]; rediss:// for TLS; for a Cluster"
      + " redis://host:port,host:port,… or redis-cluster://host:port; for Sentinels"
      + " redis-sentinel://[user:password@]host[:port],…[/database]#name; characters"
      + " such as @ : / in the password are written as %40 %3A %2F, and no host has a _)";

  /**
   * Parses a URL.
   *
   * @param name of the URL; the message has it instead of the value, which may hold a password
   */
  static RedisAddress parse(String name, String url) {
    Matcher form = FORM.matcher(url);
    if (form.matches() && areHosts(form.group(3))) {
      try {
        return of(form, url);
      } catch (IllegalArgumentException malformed) {
        // Its message repeats the URL.
      }
    }
    throw new IllegalArgumentException(name + EXPECTED);
  }

  /** The driver takes what is no host name and port for a name whole: my_redis:6379. */
  private static boolean areHosts(String list) {
    return Arrays.stream(list.split(",", -1))
        .allMatch(host -> HOST.matcher(host).matches());
  }

  private static RedisAddress of(Matcher form, String url) {
    String scheme = form.group(1);
    boolean sentinel = scheme.equals("redis-sentinel");
    boolean several = form.group(3).contains(",");
    if (scheme.endsWith("-cluster") || (several && !sentinel)) {
      return cluster(form, url);
    }
    return new RedisAddress(List.of(RedisURI.create(url)), false);
  }

  private static RedisAddress cluster(Matcher form, String url) {
    String path = form.group(4);
    if (path != null && !path.equals("/") && !path.equals("/0")) {
      throw new IllegalArgumentException("a Cluster has no database but 0");
    }
    URI plain = URI.create(url.replaceFirst("-cluster://", "://"));
    return new RedisAddress(List.copyOf(RedisClusterURIUtil.toRedisURIs(plain)), true);
  }
}
