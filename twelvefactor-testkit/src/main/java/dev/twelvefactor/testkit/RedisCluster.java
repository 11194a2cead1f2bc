// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of three primaries with a replica each, all {@code redis-server} processes on
 * loopback ports.
 *
 * <p>A primary that is away for two seconds is replaced by its replica. Roles change with that, so
 * ask for them each time. Safe for use by many threads, as long as one at a time changes roles or
 * slots.
 *
 * @see WithRedis
 * @since 0.1.0
 */
public final class RedisCluster implements AutoCloseable {

  static final int SLOTS = 16_384;

  private static final int PRIMARIES = 3;
  private static final String NODE_TIMEOUT_MILLIS = "2000";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PROMOTION_TIMEOUT = Duration.ofSeconds(30);

  private final List<RedisProcess> nodes;

  private RedisCluster(List<RedisProcess> nodes) {
    this.nodes = nodes;
  }

  /**
   * Starts a cluster and waits until every node knows that all slots are served and every replica
   * follows its primary: 2 seconds as a rule, 50 at most.
   *
   * @param extraArguments arguments of each {@code redis-server}
   * @return the running cluster
   * @throws IllegalStateException if it does not start
   */
  public static RedisCluster start(String... extraArguments) {
    RedisCluster cluster = new RedisCluster(startNodes(extraArguments));
    try {
      cluster.form();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static List<RedisProcess> startNodes(String... extraArguments) {
    List<CompletableFuture<RedisProcess>> starts = IntStream.range(0, 2 * PRIMARIES)
        .mapToObj(i -> CompletableFuture.supplyAsync(
            () -> startNode(extraArguments), task -> new Thread(task).start()))
        .toList();
    try {
      return starts.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      starts.forEach(start -> {
        CompletableFuture<Void> unused = start.thenAccept(RedisProcess::close);
      });
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static RedisProcess startNode(String... extraArguments) {
    return RedisProcess.builder()
        .clustered()
        .arguments("--cluster-node-timeout", NODE_TIMEOUT_MILLIS)
        .arguments("--cluster-replica-validity-factor", "0")
        .arguments(extraArguments)
        .start();
  }

  /** Epochs go first: nodes that meet with the same one argue about slots for seconds. */
  private void form() {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (int i = 0; i < PRIMARIES; i++) {
      nodes.get(i).command(addSlots(i));
    }
    RedisProcess first = nodes.get(0);
    nodes.stream()
        .skip(1)
        .forEach(
            node -> node.command("CLUSTER", "MEET", first.host(), Integer.toString(first.port())));
    Wait.until("all nodes have met", START_TIMEOUT, () -> views().allMatch(all -> all.size() == 6));
    for (int i = 0; i < PRIMARIES; i++) {
      nodes.get(PRIMARIES + i).command("CLUSTER", "REPLICATE", ClusterView.id(nodes.get(i)));
    }
    awaitHealth(START_TIMEOUT);
  }

  private static String[] addSlots(int share) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    IntStream.range(share * SLOTS / PRIMARIES, (share + 1) * SLOTS / PRIMARIES)
        .mapToObj(Integer::toString)
        .forEach(command::add);
    return command.toArray(new String[0]);
  }

  private Stream<ClusterView> views() {
    return nodes.stream().map(ClusterView::of);
  }

  /**
   * Waits until every node runs and serves, all agree on who has which slots, and each primary has
   * a replica that follows it; for at most 30 seconds. After a {@link RedisProcess#restart} of a
   * node this is the end of the trouble.
   *
   * @throws IllegalStateException if that does not come
   */
  public void awaitHealth() {
    awaitHealth(START_TIMEOUT);
  }

  private void awaitHealth(Duration timeout) {
    Wait.until("the cluster is healthy", timeout, () -> {
      List<ClusterView> views = views().toList();
      return views.stream().allMatch(ClusterView::isHealthy)
          && views.stream().map(ClusterView::roles).distinct().count() == 1
          && nodes.stream().allMatch(ClusterView::isServing);
    });
  }

  /**
   * {@return the address as the modules take it, {@code redis://127.0.0.1:1,127.0.0.1:2,…} with all
   * nodes}
   */
  public String url() {
    return nodes.stream()
        .map(node -> node.host() + ":" + node.port())
        .collect(Collectors.joining(",", "redis://", ""));
  }

  /** {@return all six nodes, always in the same order} */
  public List<RedisProcess> nodes() {
    return nodes;
  }

  /**
   * {@return the primary that has the slot of a key}
   *
   * @param key its part between braces decides, if it has one
   */
  public RedisProcess primaryOf(String key) {
    return primaryOf(slotOf(key));
  }

  RedisProcess primaryOf(int slot) {
    return node(anyView().ownerOf(slot));
  }

  /**
   * {@return the replica of the primary that has the slot of a key}
   *
   * @param key its part between braces decides, if it has one
   */
  public RedisProcess replicaOf(String key) {
    ClusterView view = anyView();
    return node(view.replicaOf(view.ownerOf(slotOf(key))));
  }

  int slotOf(String key) {
    return Integer.parseInt(anyNode().command("CLUSTER", "KEYSLOT", key));
  }

  /**
   * Lets the replica take over from a primary that runs and hands over (CLUSTER FAILOVER), and waits
   * until all nodes know, for at most 30 seconds. The old primary then is its replica. No write that
   * was answered is lost by this.
   *
   * @param key of a slot that the primary has
   * @throws IllegalStateException if the nodes do not come to an agreement
   */
  public void handOver(String key) {
    int slot = slotOf(key);
    RedisProcess replica = replicaOf(key);
    replica.command("CLUSTER", "FAILOVER");
    awaitOwner(slot, replica);
    awaitHealth(PROMOTION_TIMEOUT);
  }

  /**
   * Kills the primary (SIGKILL) and waits until its replica has been promoted, for at most 30
   * seconds. Writes that it had not passed on are lost, as in a crash. The killed node can be
   * started again by its {@link RedisProcess#restart} and then is a replica.
   *
   * @param key of a slot that the primary has
   * @return the killed node
   * @throws IllegalStateException if the nodes do not come to an agreement
   */
  public RedisProcess crash(String key) {
    int slot = slotOf(key);
    RedisProcess primary = primaryOf(key);
    RedisProcess replica = replicaOf(key);
    primary.kill();
    awaitOwner(slot, replica);
    return primary;
  }

  /** Waits until all nodes that answer say that the slot belongs to this one, and serve. */
  void awaitOwner(int slot, RedisProcess owner) {
    String id = ClusterView.id(owner);
    Wait.until(
        owner + " has slot " + slot,
        PROMOTION_TIMEOUT,
        () -> answering().stream()
            .allMatch(node ->
                ClusterView.of(node).ownerOf(slot).equals(id) && ClusterView.isServing(node)));
  }

  /**
   * Begins to move the slot of a key to another primary, while clients go on.
   *
   * @param key whose slot it is
   * @return the move, begun: nothing is moved yet, and keys that do not exist belong to the target
   */
  public SlotMove moveSlotOf(String key) {
    int slot = slotOf(key);
    RedisProcess source = primaryOf(slot);
    RedisProcess target = IntStream.range(0, PRIMARIES)
        .mapToObj(share -> primaryOf(share * SLOTS / PRIMARIES))
        .filter(primary -> !primary.equals(source))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(source + " has all slots"));
    return SlotMove.begin(this, slot, source, target);
  }

  List<RedisProcess> answering() {
    return nodes.stream().filter(RedisProcess::isAlive).toList();
  }

  private RedisProcess anyNode() {
    return answering().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No node of the cluster answers"));
  }

  private ClusterView anyView() {
    return ClusterView.of(anyNode());
  }

  private RedisProcess node(String id) {
    return answering().stream()
        .filter(node -> ClusterView.id(node).equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Node " + id + " does not answer"));
  }

  /** Kills all nodes. Closing twice does nothing. */
  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
  }

  @Override
  public String toString() {
    return "Redis Cluster " + nodes.get(0).version() + " at " + url();
  }
}
