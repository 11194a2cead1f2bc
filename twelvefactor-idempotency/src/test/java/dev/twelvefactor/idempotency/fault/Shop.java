// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.fault;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import dev.twelvefactor.idempotency.redis.RedisIdempotencyStore;
import java.time.Duration;

/** An operation whose effects go to the ledger, as each process of a test runs it. */
final class Shop implements AutoCloseable {

  /** For what is killed or frozen. */
  static final Duration LEASE = Duration.ofSeconds(1);

  /** For who must not lose it however slow the machine is. */
  static final Duration LONG_LEASE = Duration.ofMinutes(1);

  private final Ledger ledger;
  private final Duration lease;
  private final Stops stops;
  private final RecordingStore store;
  private final IdempotentExecutor once;

  Shop(String redisUrl, String ledgerUrl, Duration lease, Stops stops) {
    this.lease = lease;
    this.ledger = new Ledger(ledgerUrl);
    this.stops = stops;
    IdempotencyStore redis = RedisIdempotencyStore.builder(redisUrl, "fault")
        .timeout(Duration.ofSeconds(5))
        .build();
    this.store = new RecordingStore(redis, ledger, stops);
    this.once = IdempotentExecutor.create(store);
  }

  private Operation<String> operation(String operation, OnCrash onCrash, String name) {
    Operation.Builder<String> builder = Operation.builder(operation, String.class)
        .lease(lease)
        .maxDuration(Duration.ofMinutes(10))
        .intentMarkedByTask()
        .retryable(IllegalArgumentException.class);
    return onCrash == OnCrash.RECONCILE
        ? builder
            .onCrash(run -> ledger.effects(name).isEmpty()
                ? Evidence.neverWillBe()
                : Evidence.found("result of " + name))
            .build()
        : builder.onCrash(onCrash).build();
  }

  Outcome<String> order(OnCrash onCrash, String name) {
    stops.at(Point.BEFORE_CLAIM);
    return once.execute(
        operation("order", onCrash, name),
        IdempotencyKey.of("acme", name, "body"),
        run -> effects(name, run));
  }

  /** One of several operations that clients call under the same key. */
  Outcome<String> execute(String operation, String key) {
    String name = operation + "-" + key;
    return once.execute(
        operation(operation, OnCrash.UNKNOWN, name),
        IdempotencyKey.of("acme", key, "body"),
        run -> effects(name, run));
  }

  private String effects(String name, IdempotentRun run) {
    stops.at(Point.AFTER_CLAIM);
    run.intent();
    stops.at(Point.AFTER_INTENT);
    run.checkOwned();
    store.effect(run.fence());
    ledger.effect(name, run.fence(), run.attempt());
    stops.at(Point.MID_EFFECT);
    ledger.smartEffect(name, run.downstreamKey("effect"));
    stops.at(Point.AFTER_EFFECT);
    return "result of " + name;
  }

  /** With a task of the caller's. */
  Outcome<String> order(String name, IdempotentExecutor.Task<String, RuntimeException> task) {
    return once.execute(
        operation("order", OnCrash.RERUN, name), IdempotencyKey.of("acme", name, "body"), task);
  }

  Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    once.close();
    ledger.close();
  }
}
