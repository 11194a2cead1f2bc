// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.testkit.ChildJvm;
import dev.twelvefactor.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Processes that are killed and frozen. By default all runs of the kill test are in one process; with
 * {@code -Dtwelvefactor.test.full=true} each has its own, and the storm is a large one.
 */
class ProcessFaultsIT {

  private static final boolean FULL = Boolean.getBoolean("twelvefactor.test.full");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final RedisProcess redis = RedisProcess.start();
  private final RedisProcess ledgerServer = RedisProcess.start();
  private final Shop shop = new Shop(redis.url(), ledgerServer.url(), Shop.LEASE, Stops.NONE);

  @AfterEach
  void close() {
    shop.close();
    redis.close();
    ledgerServer.close();
  }

  private ChildJvm worker(String... arguments) {
    return Children.of(Worker.class, arguments).start();
  }

  private List<String> with(String mode, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of(mode, redis.url(), ledgerServer.url()));
    arguments.addAll(more);
    return arguments;
  }

  @Test
  void kill_atEachPointUnderEachPolicy_keepsWhatThePolicyPromises() {
    List<String> runs = new ArrayList<>();
    for (OnCrash onCrash : OnCrash.values()) {
      for (Point point : Point.values()) {
        runs.add(onCrash + ":" + point);
      }
    }
    if (FULL) {
      runs.forEach(run -> killAt(List.of(run)));
    } else {
      killAt(runs);
    }

    for (OnCrash onCrash : OnCrash.values()) {
      for (Point point : Point.values()) {
        assertAfterKill(onCrash, point);
      }
    }
    assertThat(HistoryChecker.check(shop.ledger(), redis)).isEqualTo(runs.size());
  }

  private void killAt(List<String> runs) {
    try (ChildJvm child = worker(with("stop", runs).toArray(String[]::new))) {
      runs.forEach(run -> child.awaitLine("AT " + run, LIMIT));
      child.kill();
    }
  }

  private void assertAfterKill(OnCrash onCrash, Point point) {
    String name = onCrash + ":" + point;
    Outcome<String> outcome = settled(onCrash, name);
    List<String> effects = shop.ledger().effects(name);
    if (point.isInDoubt() && onCrash == OnCrash.UNKNOWN) {
      assertThat(outcome).as(name).isInstanceOf(Outcome.Unknown.class);
      assertThat(effects).as(name).hasSize(point.hasEffect() ? 1 : 0);
      return;
    }
    assertThat(outcome).as(name).isInstanceOf(Outcome.Completed.class);
    assertThat(outcome.orThrow()).isEqualTo("result of " + name);
    boolean repeated = point.isInDoubt() && point.hasEffect() && onCrash == OnCrash.RERUN;
    assertThat(effects).as(name).hasSize(repeated ? 2 : 1);
    if (onCrash == OnCrash.RERUN) {
      assertThat(shop.ledger().smartEffects(name)).as(name).isEqualTo(1);
    }
    if (repeated) {
      assertThat(fence(effects.get(1))).as(name).isGreaterThan(fence(effects.get(0)));
    }
    assertThat(shop.order(onCrash, name))
        .as(name)
        .isEqualTo(new Outcome.Completed<>("result of " + name, true, true));
  }

  private static long fence(String effect) {
    return Long.parseLong(effect.substring(0, effect.indexOf(' ')));
  }

  /** Once the lease of the dead is over, which is the longest that it may block the key. */
  private Outcome<String> settled(OnCrash onCrash, String name) {
    long start = System.nanoTime();
    List<Outcome<String>> last = new ArrayList<>();
    await().pollInterval(Duration.ofMillis(20)).until(() -> {
      last.add(shop.order(onCrash, name));
      return !(last.get(last.size() - 1) instanceof Outcome.InProgress);
    });
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("blocked by the dead")
        .isLessThan(Shop.LEASE.plusSeconds(3));
    return last.get(last.size() - 1);
  }

  @Test
  void freeze_pastTheLease_neitherOverwritesNorDeletesWhatTheHeirStored() {
    try (ChildJvm child = worker(with("outlive", List.of()).toArray(String[]::new))) {
      child.awaitLine("AT late-success", LIMIT);
      child.freeze();
      assertThat(takenOver("late-success").orThrow()).isEqualTo("heir");
      child.thaw();
      child.send("go on");

      child.awaitLine("CHECK false", LIMIT);
      child.awaitLine("SUCCESS heir", LIMIT);

      child.awaitLine("AT late-failure", LIMIT);
      child.freeze();
      assertThat(takenOver("late-failure").orThrow()).isEqualTo("heir");
      child.thaw();
      child.send("go on");
      child.awaitLine("FAILURE late", LIMIT);
      child.send("end");
      child.awaitExit(LIMIT);
    }

    assertThat(shop.order("late-success", run -> "third"))
        .isEqualTo(new Outcome.Completed<>("heir", true, true));
    assertThat(shop.order("late-failure", run -> "third"))
        .isEqualTo(new Outcome.Completed<>("heir", true, true));
    HistoryChecker.check(shop.ledger(), redis);
  }

  private Outcome<String> takenOver(String name) {
    List<Outcome<String>> last = new ArrayList<>();
    await().atMost(LIMIT).until(() -> {
      last.add(shop.order(name, run -> {
        assertThat(run.takeover()).isTrue();
        return "heir";
      }));
      return last.get(last.size() - 1) instanceof Outcome.Completed;
    });
    return last.get(last.size() - 1);
  }

  @Test
  void storm_ofTwoOperationsInManyProcesses_runsEachOncePerKey() {
    int processes = FULL ? 8 : 2;
    String threads = FULL ? "64" : "16";
    for (int keys : new int[] {1, FULL ? 1000 : 50}) {
      List<ChildJvm> children = new ArrayList<>();
      try {
        for (int i = 0; i < processes; i++) {
          children.add(worker(
              with("storm", List.of(threads, Integer.toString(keys))).toArray(String[]::new)));
        }
        children.forEach(child -> child.awaitLine("WRONG 0", LIMIT.multipliedBy(3)));
      } finally {
        children.forEach(ChildJvm::close);
      }
      for (int i = 0; i < keys; i++) {
        assertThat(shop.ledger().effects("charge-" + i)).as("charge-%s", i).hasSize(1);
        assertThat(shop.ledger().effects("refund-" + i)).as("refund-%s", i).hasSize(1);
      }
    }
    HistoryChecker.check(shop.ledger(), redis);
  }
}
