// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Looks for settings of the server under which it loses records. */
final class SelfCheck {

  private SelfCheck() {}

  /** Asks the server, or each primary of a Cluster; what several have is named once. */
  static CompletionStage<List<String>> problems(RedisClusterAsyncCommands<String, byte[]> redis) {
    CompletionStage<List<String>> answers =
        redis instanceof RedisAdvancedClusterAsyncCommands<String, byte[]> cluster
            ? cluster.upstream().commands().info()
            : redis.info().thenApply(List::of);
    return answers.thenApply(infos ->
        infos.stream().flatMap(info -> problems(info).stream()).distinct().toList());
  }

  /** From what {@code INFO} answers. */
  static List<String> problems(String info) {
    Map<String, String> values = values(info);
    List<String> problems = new ArrayList<>();
    String eviction = values.getOrDefault("maxmemory_policy", "noeviction");
    if (!eviction.equals("noeviction")) {
      problems.add("maxmemory-policy is " + eviction + ": the server drops records, and their"
          + " operations run again; set it to noeviction");
    }
    if (values.getOrDefault("aof_enabled", "1").equals("0")) {
      problems.add("appendonly is no: a restart of the server loses records, and their operations"
          + " run again; set it to yes");
    }
    if (!values.getOrDefault("role", "master").equals("master")) {
      problems.add("the server is a replica, which refuses writes; connect to its primary");
    }
    return problems;
  }

  private static Map<String, String> values(String info) {
    Map<String, String> values = new TreeMap<>();
    info.lines().forEach(line -> {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    });
    return values;
  }
}
