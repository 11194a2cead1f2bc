// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.util.List;

/**
 * A slot on its way from one primary of a {@link RedisCluster} to another. Until it is finished, the
 * source answers for keys that it still has, and sends clients to the target (ASK) for all others.
 *
 * @since 0.1.0
 */
public final class SlotMove {

  private static final String ALL = "1000";
  private static final String TIMEOUT_MILLIS = "5000";

  private final RedisCluster cluster;
  private final int slot;
  private final RedisProcess source;
  private final RedisProcess target;

  private SlotMove(RedisCluster cluster, int slot, RedisProcess source, RedisProcess target) {
    this.cluster = cluster;
    this.slot = slot;
    this.source = source;
    this.target = target;
  }

  static SlotMove begin(RedisCluster cluster, int slot, RedisProcess source, RedisProcess target) {
    SlotMove move = new SlotMove(cluster, slot, source, target);
    move.set(target, "IMPORTING", source);
    move.set(source, "MIGRATING", target);
    return move;
  }

  private void set(RedisProcess node, String state, RedisProcess other) {
    node.command("CLUSTER", "SETSLOT", Integer.toString(slot), state, ClusterView.id(other));
  }

  /** {@return the primary that the slot leaves} */
  public RedisProcess source() {
    return source;
  }

  /** {@return the primary to which the slot goes} */
  public RedisProcess target() {
    return target;
  }

  /** {@return the keys that are still at the source, at most 1,000} */
  public List<String> remaining() {
    return source
        .command("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), ALL)
        .lines()
        .filter(key -> !key.isEmpty())
        .toList();
  }

  /**
   * Moves one key. One that is gone meanwhile is left out.
   *
   * @param key of this slot
   */
  public void move(String key) {
    source.command(
        "MIGRATE", target.host(), Integer.toString(target.port()), key, "0", TIMEOUT_MILLIS);
  }

  /**
   * Moves all keys that are left, gives the slot to the target, and waits until all nodes know, for
   * at most 30 seconds.
   *
   * @throws IllegalStateException if a node refuses
   */
  public void finish() {
    for (List<String> keys = remaining(); !keys.isEmpty(); keys = remaining()) {
      keys.forEach(this::move);
    }
    set(target, "NODE", target);
    set(source, "NODE", target);
    cluster.awaitOwner(slot, target);
  }
}
