// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a primary and its replicas are, in bytes of the stream of changes.
 *
 * @param replicas what each has acknowledged; they tell once a second
 */
record ReplicationView(long offset, List<Long> replicas) {

  private static final Pattern OWN = Pattern.compile("(?m)^master_repl_offset:(\\d+)");
  private static final Pattern REPLICA =
      Pattern.compile("(?m)^slave\\d+:.*state=online,offset=(\\d+)");

  static ReplicationView of(RedisProcess primary) {
    String info = primary.info("replication");
    return new ReplicationView(numbers(OWN, info).get(0), numbers(REPLICA, info));
  }

  private static List<Long> numbers(Pattern pattern, String info) {
    Matcher matcher = pattern.matcher(info);
    return matcher
        .results()
        .map((MatchResult found) -> Long.valueOf(found.group(1)))
        .toList();
  }
}
