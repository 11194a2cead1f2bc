// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, as a URL says it.
 *
 * @param uris one for a server or for those behind a Sentinel; the nodes to begin with for a Cluster
 */
record RedisAddress(List<RedisURI> uris, boolean cluster) {

  private static final Set<String> SCHEMES =
      Set.of("redis", "rediss", "redis-sentinel", "redis-cluster", "rediss-cluster");
  private static final Pattern FORM =
      Pattern.compile("([a-z-]+)://([^@/?#]*@)?([^@/?#]*)(/[^@?#]*)?(\\?[^@#]*)?(#[^@]*)?");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern DATABASE = Pattern.compile("/[0-9]{0,9}");
  private static final Pattern PRIMARY = Pattern.compile("\\?(.*&)?sentinelMasterId=[^&]+.*");
  private static final String EXPECTED =
      "; expected redis://[user:password@]host[:port][/database],"
          + " rediss://…, redis-sentinel://…?sentinelMasterId=name or a comma separated list of hosts";

  /**
   * Parses a URL.
   *
   * @param name of the URL; the message has it instead of the value, which may hold a password
   */
  static RedisAddress parse(String name, String url) {
    String fault = fault(Objects.requireNonNull(url, name));
    if (fault == null) {
      try {
        return of(url);
      } catch (IllegalArgumentException malformed) {
        // Its message repeats the URL.
        fault = "it is malformed";
      }
    }
    throw new IllegalArgumentException(name + " is not usable: " + fault + EXPECTED);
  }

  /** What is wrong, in words that have nothing of the URL in them. */
  private static @Nullable String fault(String url) {
    if (!SCHEMES.contains(url.split("://", 2)[0]) || !url.contains("://")) {
      return "its scheme is none of redis, rediss, redis-sentinel, redis-cluster, rediss-cluster";
    }
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      return "characters such as @ : / in the user or the password must be written as %40 %3A %2F";
    }
    for (String host : form.group(3).split(",", -1)) {
      String fault = hostFault(host);
      if (fault != null) {
        return fault;
      }
    }
    String path = form.group(4);
    if (path != null && !DATABASE.matcher(path).matches()) {
      return "the database is no number";
    }
    if (isCluster(form) && path != null && !path.equals("/") && !path.equals("/0")) {
      return "a Cluster has no database but 0";
    }
    return isSentinel(form) && !namesPrimary(form) ? "the name of the primary is missing" : null;
  }

  /** The driver takes what is no host name and port for a name whole: my_redis:6379. */
  private static @Nullable String hostFault(String address) {
    int colon = address.indexOf(':', address.indexOf(']') + 1);
    String host = colon < 0 ? address : address.substring(0, colon);
    if (host.isEmpty()) {
      return "the host is missing";
    }
    if (!HOST.matcher(host).matches()) {
      return "the host has characters other than A-Z a-z 0-9 . -";
    }
    return colon < 0 || isPort(address.substring(colon + 1))
        ? null
        : "the port is no number from 1 to 65535";
  }

  private static boolean isPort(String text) {
    return PORT.matcher(text).matches()
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65_535;
  }

  private static boolean isSentinel(Matcher form) {
    return form.group(1).equals("redis-sentinel");
  }

  private static boolean isCluster(Matcher form) {
    return form.group(1).endsWith("-cluster") || (form.group(3).contains(",") && !isSentinel(form));
  }

  private static boolean namesPrimary(Matcher form) {
    String query = form.group(5);
    String fragment = form.group(6);
    return (fragment != null && fragment.length() > 1)
        || (query != null && PRIMARY.matcher(query).matches());
  }

  private static RedisAddress of(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches() || !isCluster(form)) {
      return new RedisAddress(List.of(RedisURI.create(url)), false);
    }
    URI plain = URI.create(url.replaceFirst("-cluster://", "://"));
    return new RedisAddress(List.copyOf(RedisClusterURIUtil.toRedisURIs(plain)), true);
  }
}
