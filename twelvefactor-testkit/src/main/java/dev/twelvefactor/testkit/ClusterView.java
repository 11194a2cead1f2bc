// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one node of a cluster knows about all (CLUSTER NODES). */
final class ClusterView {

  /**
   * A line.
   *
   * @param primary the id of its primary, {@code -} for a primary
   * @param slots first and last of each range; slots on the move are left out
   */
  private record Node(String id, List<String> flags, String primary, List<int[]> slots) {

    static Node parse(String line) {
      String[] fields = line.split(" ", -1);
      List<int[]> slots = new ArrayList<>();
      for (int i = 8; i < fields.length; i++) {
        if (!fields[i].startsWith("[") && !fields[i].isBlank()) {
          String[] range = fields[i].strip().split("-", 2);
          int first = Integer.parseInt(range[0]);
          slots.add(new int[] {first, range.length == 1 ? first : Integer.parseInt(range[1])});
        }
      }
      return new Node(fields[0], List.of(fields[2].split(",", -1)), fields[3], slots);
    }

    boolean isPrimary() {
      return flags.contains("master");
    }

    boolean isWell() {
      return flags.stream().noneMatch(List.of("fail", "fail?", "handshake", "noaddr")::contains);
    }

    int slotCount() {
      return slots.stream().mapToInt(range -> range[1] - range[0] + 1).sum();
    }
  }

  private final List<Node> nodes;

  private ClusterView(List<Node> nodes) {
    this.nodes = nodes;
  }

  static ClusterView of(RedisProcess node) {
    return new ClusterView(node.command("CLUSTER", "NODES")
        .lines()
        .filter(line -> !line.isBlank())
        .map(Node::parse)
        .toList());
  }

  static String id(RedisProcess node) {
    return node.command("CLUSTER", "MYID");
  }

  /** Whether it serves its slots, or follows its primary. */
  static boolean isServing(RedisProcess node) {
    String replication = node.info("replication");
    return node.command("CLUSTER", "INFO").contains("cluster_state:ok")
        && (replication.contains("role:master") || replication.contains("master_link_status:up"));
  }

  int size() {
    return (int) nodes.stream().filter(Node::isWell).count();
  }

  /** Whether all are well, all slots have an owner, and each owner has a replica. */
  boolean isHealthy() {
    List<Node> owners =
        nodes.stream().filter(Node::isPrimary).filter(n -> n.slotCount() > 0).toList();
    return nodes.stream().allMatch(Node::isWell)
        && owners.stream().mapToInt(Node::slotCount).sum() == RedisCluster.SLOTS
        && owners.stream()
            .allMatch(owner -> nodes.stream().anyMatch(n -> n.primary().equals(owner.id())));
  }

  /** Who is whose replica, and who has how many slots. */
  Map<String, String> roles() {
    Map<String, String> roles = new TreeMap<>();
    nodes.forEach(node -> roles.put(node.id(), node.primary() + " " + node.slotCount()));
    return roles;
  }

  String ownerOf(int slot) {
    return nodes.stream()
        .filter(Node::isPrimary)
        .filter(
            node -> node.slots().stream().anyMatch(range -> range[0] <= slot && slot <= range[1]))
        .map(Node::id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Slot " + slot + " has no owner"));
  }

  String replicaOf(String primary) {
    return nodes.stream()
        .filter(node -> node.primary().equals(primary))
        .filter(Node::isWell)
        .map(Node::id)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Node " + primary + " has no replica"));
  }
}
