// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which part of a Redis URL is wrong. No part is repeated: where a password stands in a URL that
 * is not well-formed nobody knows.
 */
final class UrlFlaw {

  private static final Pattern FORM =
      Pattern.compile("([^:/?#]*)://([^/?#]*)(/[^?#]*)?(\\?[^#]*)?(#.*)?");
  private static final Pattern SCHEME = Pattern.compile("rediss?(-sentinel|-cluster)?");
  private static final Pattern HOST =
      Pattern.compile("(?<host>[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]|)(:(?<port>.*))?");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern DATABASE = Pattern.compile("/[0-9]{0,9}");
  private static final Pattern MASTER = Pattern.compile("[?&]sentinelMasterId=[^&]");
  private static final int LAST_PORT = 65_535;

  private UrlFlaw() {}

  /** What is wrong, or null if each part has its form. */
  static @Nullable String of(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches() || !SCHEME.matcher(form.group(1)).matches()) {
      return "the scheme is none of redis, rediss, redis-sentinel, rediss-sentinel, redis-cluster,"
          + " rediss-cluster";
    }
    String authority = form.group(2);
    int at = authority.indexOf('@');
    if (url.indexOf('@', form.start(2) + at + 1) >= 0) {
      return "in the user or password the characters @ : / ? # have to be written as"
          + " %40 %3A %2F %3F %23";
    }
    String hosts = hosts(authority.substring(at + 1).split(",", -1));
    return hosts != null ? hosts : rest(form);
  }

  private static @Nullable String hosts(String[] hosts) {
    for (int i = 0; i < hosts.length; i++) {
      String flaw = host(hosts[i]);
      if (flaw != null) {
        return flaw + (hosts.length == 1 ? "" : " (host " + (i + 1) + " of " + hosts.length + ")");
      }
    }
    return null;
  }

  private static @Nullable String host(String text) {
    Matcher host = HOST.matcher(text);
    if (!host.matches()) {
      return "the host has a character other than A-Z a-z 0-9 . -";
    }
    if (host.group("host").isEmpty()) {
      return "the host is missing";
    }
    String port = host.group("port");
    return port == null || isPort(port) ? null : "the port is no number from 1 to 65535";
  }

  private static boolean isPort(String text) {
    if (!PORT.matcher(text).matches()) {
      return false;
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= LAST_PORT;
  }

  private static @Nullable String rest(Matcher form) {
    String path = form.group(3) == null ? "/" : form.group(3);
    boolean sentinel = form.group(1).endsWith("-sentinel");
    if (!DATABASE.matcher(path).matches()) {
      return "the database after the / is no number";
    }
    if (RedisAddress.isCluster(form.group(1), form.group(2)) && !path.matches("/0?")) {
      return "a Cluster has no database but 0";
    }
    return sentinel && !namesMaster(form) ? "the name of the Sentinels' primary is missing" : null;
  }

  private static boolean namesMaster(Matcher form) {
    String query = form.group(4);
    String fragment = form.group(5);
    return (query != null && MASTER.matcher(query).find())
        || (fragment != null && fragment.length() > 1);
  }
}
