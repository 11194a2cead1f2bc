// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.time.Duration;
import java.util.List;

/**
 * A primary, its replica, and a Sentinel that watches them, all {@code redis-server} processes on
 * loopback ports.
 *
 * <p>A primary that is away for a second is replaced by the replica. Roles change with that, so ask
 * for them each time. Safe for use by many threads, as long as one at a time changes roles.
 *
 * @see WithRedis
 * @since 0.1.0
 */
public final class RedisSentinel implements AutoCloseable {

  private static final String NAME = "main";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PROMOTION_TIMEOUT = Duration.ofSeconds(30);

  private final RedisProcess first;
  private final RedisProcess second;
  private final RedisProcess sentinel;

  private RedisSentinel(RedisProcess first, RedisProcess second, RedisProcess sentinel) {
    this.first = first;
    this.second = second;
    this.sentinel = sentinel;
  }

  /**
   * Starts all three, and waits until the replica follows and the Sentinel knows it: 2 seconds as a
   * rule, 90 at most.
   *
   * @return the running group
   * @throws IllegalStateException if it does not start
   */
  public static RedisSentinel start() {
    RedisProcess primary = RedisProcess.start();
    RedisProcess replica = startOrClose(RedisProcess.builder().replicaOf(primary), primary);
    RedisProcess sentinel =
        startOrClose(RedisProcess.builder().watching(configuration(primary)), primary, replica);
    RedisSentinel group = new RedisSentinel(primary, replica, sentinel);
    try {
      group.awaitHealth();
      return group;
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private static RedisProcess startOrClose(RedisProcessBuilder builder, RedisProcess... started) {
    try {
      return builder.start();
    } catch (RuntimeException e) {
      List.of(started).forEach(RedisProcess::close);
      throw e;
    }
  }

  private static String configuration(RedisProcess primary) {
    return String.join(
        "\n",
        "sentinel monitor " + NAME + " " + primary.host() + " " + primary.port() + " 1",
        "sentinel down-after-milliseconds " + NAME + " 1000",
        "sentinel failover-timeout " + NAME + " 5000");
  }

  /**
   * Waits until both servers run, one follows the other, and the Sentinel sees it so; for at most 30
   * seconds. After a {@link RedisProcess#restart} of a server this is the end of the trouble; one
   * that still takes itself for a primary is told to follow, as the Sentinel would do 10 seconds
   * later.
   *
   * @throws IllegalStateException if that does not come
   */
  public void awaitHealth() {
    Wait.until("the replica follows and the Sentinel knows it", START_TIMEOUT, () -> {
      RedisProcess primary = primary();
      RedisProcess replica = replica();
      if (isPrimary(replica) && isPrimary(primary)) {
        replica.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
      }
      return isPrimary(primary) && follows(replica) && sentinelSees(replica);
    });
  }

  private static boolean isPrimary(RedisProcess server) {
    return server.info("replication").contains("role:master");
  }

  private static boolean follows(RedisProcess server) {
    return server.info("replication").contains("master_link_status:up");
  }

  private boolean sentinelSees(RedisProcess replica) {
    List<String> lines = sentinel.command("SENTINEL", "REPLICAS", NAME).lines().toList();
    return lines.contains(Integer.toString(replica.port()))
        && lines.get(lines.indexOf("flags") + 1).equals("slave");
  }

  /** {@return the address as a client takes it, {@code redis-sentinel://127.0.0.1:34567#main}} */
  public String url() {
    return "redis-sentinel://" + sentinel.host() + ":" + sentinel.port() + "#" + NAME;
  }

  /** {@return the server to which the Sentinel sends clients now} */
  public RedisProcess primary() {
    String address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
    return address.endsWith("\n" + first.port()) ? first : second;
  }

  /** {@return the other server} */
  public RedisProcess replica() {
    return primary() == first ? second : first;
  }

  /** {@return the Sentinel} */
  public RedisProcess sentinel() {
    return sentinel;
  }

  /**
   * Lets the Sentinel exchange the roles of two servers that run (SENTINEL FAILOVER), and waits until
   * that is done, for at most 60 seconds.
   *
   * @throws IllegalStateException if it does not come
   */
  public void handOver() {
    RedisProcess promoted = replica();
    // Refused while the one before is not quite over.
    Wait.until(
        "a failover begins",
        PROMOTION_TIMEOUT,
        () -> sentinel.command("SENTINEL", "FAILOVER", NAME).equals("OK"));
    awaitPromotion(promoted);
    awaitHealth();
  }

  /**
   * Kills the primary (SIGKILL) and waits until the replica has been promoted, for at most 30
   * seconds. Writes that it had not passed on are lost, as in a crash. The killed server can be
   * started again by its {@link RedisProcess#restart} and then is a replica.
   *
   * @return the killed server
   * @throws IllegalStateException if it does not come
   */
  public RedisProcess crash() {
    RedisProcess primary = primary();
    RedisProcess promoted = replica();
    primary.kill();
    awaitPromotion(promoted);
    return primary;
  }

  /**
   * Waits until the Sentinel has promoted a server, for at most 30 seconds.
   *
   * @param promoted which it is to be
   * @throws IllegalStateException if it does not come
   */
  public void awaitPromotion(RedisProcess promoted) {
    Wait.until(
        promoted + " is the primary",
        PROMOTION_TIMEOUT,
        () -> primary() == promoted && isPrimary(promoted));
  }

  /** Kills all three. Closing twice does nothing. */
  @Override
  public void close() {
    sentinel.close();
    second.close();
    first.close();
  }

  @Override
  public String toString() {
    return "Redis " + first.version() + " behind a Sentinel at " + url();
  }
}
