// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;
import dev.twelvefactor.idempotency.InMemoryIdempotencyStore;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * One random history on one key: each command goes to the store under test and to the model, and both
 * must answer the same and leave the same record. Fences differ, but must grow in both.
 */
final class History {

  private static final int OWNERS = 4;
  private static final Duration STEP = StoreUnderTest.LEASE.dividedBy(3);

  private final StoreUnderTest test;
  private final IdempotencyStore store;
  private final Random random;
  private final RecordKey key = StoreUnderTest.key();
  private final List<String> told = new ArrayList<>();
  private final List<Actor> actors = new ArrayList<>();
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private final IdempotencyStore model = InMemoryIdempotencyStore.create(() -> now);
  private long greatestFence;
  private long greatestModelFence;

  /** An owner, with what each of the two stores granted it last. */
  private static final class Actor {
    private String name = StoreUnderTest.owner();
    private Ownership inStore = new Ownership(name, 0);
    private Ownership inModel = new Ownership(name, 0);
  }

  History(StoreUnderTest test, IdempotencyStore store, Random random) {
    this.test = test;
    this.store = store;
    this.random = random;
    for (int i = 0; i < OWNERS; i++) {
      actors.add(new Actor());
    }
  }

  void run(int commands) {
    for (int i = 0; i < commands; i++) {
      now = now.plusMillis(1);
      try {
        command();
        compareRecords();
      } catch (AssertionError e) {
        throw new AssertionError(String.join("\n", told) + "\n" + e.getMessage(), e);
      }
    }
  }

  private void command() {
    int number = random.nextInt(OWNERS);
    Actor actor = actors.get(number);
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> claim(number, actor);
      case 7, 8 ->
        both(
            "renew " + number,
            actor,
            (where, owner) -> where
                .renew(key, owner, StoreUnderTest.LEASE, StoreUnderTest.LONGEST)
                .isPresent());
      case 9 -> mark(number, actor);
      case 10, 11 -> complete(number, actor);
      case 12, 13, 14 -> release(number, actor);
      case 15 -> lose();
      case 17 -> forget(actor);
      case 16 -> {
        told.add("owner " + number + " is another one");
        actors.set(number, new Actor());
      }
      default -> pass();
    }
  }

  private void claim(int number, Actor actor) {
    ClaimRequest request = new ClaimRequest(
        actor.name,
        random.nextInt(10) == 0 ? StoreUnderTest.OTHER_FINGERPRINT : StoreUnderTest.FINGERPRINT,
        StoreUnderTest.LEASE,
        StoreUnderTest.RETENTION,
        any(OnCrash.values()),
        random.nextBoolean(),
        1 + random.nextInt(6));
    told.add("claim " + number + " " + request);
    Claim expected = model.claim(key, request);
    Claim actual = store.claim(key, request);
    assertThat(described(actual)).isEqualTo(described(expected));
    if (actual instanceof Claim.Granted mine && expected instanceof Claim.Granted theirs) {
      boolean repeated = mine.ownership().equals(actor.inStore);
      assertThat(theirs.ownership().equals(actor.inModel)).isEqualTo(repeated);
      if (!repeated) {
        assertThat(mine.ownership().fence()).as("fence").isGreaterThan(greatestFence);
        assertThat(theirs.ownership().fence()).as("fence").isGreaterThan(greatestModelFence);
        greatestFence = mine.ownership().fence();
        greatestModelFence = theirs.ownership().fence();
      }
      actor.inStore = mine.ownership();
      actor.inModel = theirs.ownership();
    }
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Without what depends on the moment. */
  private static String described(Claim claim) {
    if (claim instanceof Claim.Granted grant) {
      return "granted " + grant.attempt() + " " + grant.takeover();
    }
    if (claim instanceof Claim.Done done) {
      return "done " + described(done.result());
    }
    return claim.getClass().getSimpleName();
  }

  private static String described(Result result) {
    return result.kind() + " " + new String(result.payload(), UTF_8);
  }

  private void mark(int number, Actor actor) {
    Marker marker = random.nextBoolean() ? Marker.INTENT : Marker.NO_PRIOR;
    both("mark " + number + " " + marker, actor, (where, owner) -> where.mark(key, owner, marker));
  }

  private void complete(int number, Actor actor) {
    boolean failed = random.nextInt(4) == 0;
    Kind kind = failed ? Kind.FAILURE : Kind.VALUE;
    byte[] payload = ("result " + random.nextInt(2)).getBytes(UTF_8);
    CompletionRequest request = new CompletionRequest(
        failed, new Result(kind, payload), StoreUnderTest.FINGERPRINT, StoreUnderTest.RETENTION);
    both(
        "complete " + number,
        actor,
        (where, owner) -> described(where.complete(key, owner, request)));
  }

  private static String described(Completion completion) {
    return completion instanceof Completion.Superseded winner
        ? "superseded " + described(winner.result())
        : completion.toString();
  }

  private void release(int number, Actor actor) {
    ReleaseMode mode = any(ReleaseMode.values());
    ReleaseRequest request =
        new ReleaseRequest(mode, StoreUnderTest.FINGERPRINT, StoreUnderTest.RETENTION);
    both(
        "release " + number + " " + mode,
        actor,
        (where, owner) -> where.release(key, owner, request));
  }

  private void lose() {
    if (random.nextInt(4) == 0) {
      told.add("lost");
      assertThat(store.delete(key)).isEqualTo(model.delete(key));
    }
  }

  /** By an operator who has seen what an owner was granted, which may be long ago. */
  private void forget(Actor actor) {
    both(
        "forget",
        actor,
        (where, owner) -> where.forget(key, owner.fence(), StoreUnderTest.RETENTION));
  }

  private void pass() {
    Duration time =
        random.nextInt(20) == 0 ? Duration.ofDays(3) : STEP.multipliedBy(1 + random.nextInt(4));
    told.add("pass " + time);
    now = now.plus(time);
    test.pass(time);
  }

  private <A> void both(
      String what, Actor actor, BiFunction<IdempotencyStore, Ownership, A> command) {
    A expected = command.apply(model, actor.inModel);
    told.add(what + ": " + expected);
    assertThat(command.apply(store, actor.inStore)).as(what).isEqualTo(expected);
  }

  private void compareRecords() {
    assertThat(store.find(key).map(this::described))
        .isEqualTo(model.find(key).map(this::described));
  }

  private String described(IdempotencyRecord record) {
    Result result = record.result();
    boolean named =
        actors.stream().anyMatch(a -> a.name.equals(record.ownership().owner()));
    return record.state()
        + " attempt " + record.attempt()
        + (record.state() == State.RUNNING ? " intent " + record.intent() : "")
        + " prior " + record.prior()
        + " " + record.onCrash()
        + (named ? " " + record.ownership().owner() : "")
        + (result == null ? "" : " " + described(result));
  }
}
