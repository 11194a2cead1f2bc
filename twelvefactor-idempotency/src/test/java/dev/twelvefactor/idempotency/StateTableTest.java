// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.StateTable.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every order of what three owners can do, up to a depth: claim, have the effect, complete once or
 * twice, give up, die or stand still for a lease. Whoever does nothing any more is dead. In one an
 * operator lets the key be used again.
 */
class StateTableTest {

  private static final int OWNERS = 3;
  private static final int DEPTH = 8;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Duration RETENTION = Duration.ofHours(1);
  private static final String FINGERPRINT = "f".repeat(22);
  private static final long START = 1_000_000_000_000_000L;

  /** What one owner has done. */
  private record Actor(@Nullable Ownership granted, boolean effect, boolean gone) {}

  private record World(
      @Nullable Entry entry,
      List<Actor> actors,
      long micros,
      int effects,
      long greatestFence,
      long forgottenFence,
      @Nullable Result accepted) {}

  private final Set<World> seen = new HashSet<>();
  private int steps;
  private boolean forgets;

  @Test
  void anyOrder_whereDeathLeavesItUnknown_hasOneEffectAndOneResult() {
    explore(OnCrash.UNKNOWN);
  }

  @Test
  void anyOrder_whereDeathRunsItAgain_hasOneResultOfTheNewestOwner() {
    explore(OnCrash.RERUN);
  }

  @Test
  void anyOrder_withAForgottenKey_hasOneResultSince() {
    forgets = true;
    explore(OnCrash.RERUN);
  }

  private void explore(OnCrash onCrash) {
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      actors.add(new Actor(null, false, false));
    }
    explore(new World(null, actors, START, 0, 0, 0, null), onCrash, DEPTH);
    assertThat(steps).isGreaterThan(10_000);
  }

  private void explore(World world, OnCrash onCrash, int depth) {
    if (depth == 0 || !seen.add(world)) {
      return;
    }
    List<World> next = new ArrayList<>();
    for (int i = 0; i < OWNERS; i++) {
      Actor actor = world.actors().get(i);
      if (!actor.gone()) {
        next.add(claim(world, i, onCrash));
        if (actor.granted() != null) {
          next.add(effect(world, i));
          next.add(complete(world, i));
          next.add(release(world, i));
        }
      }
    }
    next.add(later(world));
    if (forgets && world.entry() != null) {
      next.add(forget(world, world.entry()));
    }
    for (World then : next) {
      steps++;
      if (onCrash == OnCrash.UNKNOWN) {
        assertThat(then.effects()).as("effects in %s", then).isLessThanOrEqualTo(1);
      }
      explore(then, onCrash, depth - 1);
    }
  }

  private static World claim(World world, int number, OnCrash onCrash) {
    ClaimRequest request =
        new ClaimRequest(owner(number), FINGERPRINT, LEASE, RETENTION, onCrash, true, 9);
    Step<Claim> step = StateTable.claim(world.entry(), request, world.micros());
    Actor actor = world.actors().get(number);
    if (!(step.answer() instanceof Claim.Granted grant)) {
      return with(world, step.entry(), number, actor, world.accepted());
    }
    long fence = grant.ownership().fence();
    boolean repeated = grant.ownership().equals(actor.granted());
    if (!repeated) {
      assertThat(fence).as("fence").isGreaterThan(world.greatestFence());
    }
    World granted = with(
        world,
        step.entry(),
        number,
        new Actor(grant.ownership(), actor.effect(), false),
        world.accepted());
    return new World(
        granted.entry(),
        granted.actors(),
        granted.micros(),
        granted.effects(),
        Math.max(fence, world.greatestFence()),
        granted.forgottenFence(),
        granted.accepted());
  }

  private static World effect(World world, int number) {
    Actor actor = world.actors().get(number);
    World then = with(
        world, world.entry(), number, new Actor(actor.granted(), true, false), world.accepted());
    return new World(
        then.entry(),
        then.actors(),
        then.micros(),
        world.effects() + (actor.effect() ? 0 : 1),
        then.greatestFence(),
        then.forgottenFence(),
        then.accepted());
  }

  private static World complete(World world, int number) {
    Actor actor = world.actors().get(number);
    Ownership ownership = Objects.requireNonNull(actor.granted());
    Result result = new Result(Kind.VALUE, ("result of " + number).getBytes(UTF_8));
    Step<Completion> step = StateTable.complete(
        world.entry(),
        ownership,
        new CompletionRequest(false, result, FINGERPRINT, RETENTION),
        world.micros());
    Result accepted = world.accepted();
    if (step.answer() instanceof Completion.Stored) {
      assertThat(accepted).as("the result before").isIn(null, result);
      assertThat(ownership.fence())
          .isEqualTo(world.greatestFence())
          .isGreaterThan(world.forgottenFence());
      accepted = result;
    } else if (step.answer() instanceof Completion.Superseded winner) {
      assertThat(winner.result()).isEqualTo(accepted);
    }
    return with(world, step.entry(), number, actor, accepted);
  }

  /** One that has had its effect does not know what came of it; one that has not never will. */
  private static World release(World world, int number) {
    Actor actor = world.actors().get(number);
    ReleaseMode mode = actor.effect() ? ReleaseMode.UNKNOWN : ReleaseMode.RETRY;
    Step<Boolean> step = StateTable.release(
        world.entry(),
        Objects.requireNonNull(actor.granted()),
        new ReleaseRequest(mode, FINGERPRINT, RETENTION),
        world.micros());
    return with(
        world,
        step.entry(),
        number,
        new Actor(actor.granted(), actor.effect(), true),
        world.accepted());
  }

  private static World forget(World world, Entry entry) {
    Step<Boolean> step = StateTable.forget(entry, entry.fence(), RETENTION, world.micros());
    if (!step.answer()) {
      return world;
    }
    return new World(
        step.entry(),
        world.actors(),
        world.micros(),
        world.effects(),
        world.greatestFence(),
        /* forgottenFence= */ entry.fence(),
        /* accepted= */ null);
  }

  private static World later(World world) {
    return new World(
        world.entry(),
        world.actors(),
        world.micros() + LEASE.toNanos() / 1000,
        world.effects(),
        world.greatestFence(),
        world.forgottenFence(),
        world.accepted());
  }

  private static World with(
      World world, @Nullable Entry entry, int number, Actor actor, @Nullable Result accepted) {
    List<Actor> actors = new ArrayList<>(world.actors());
    actors.set(number, actor);
    return new World(
        entry,
        List.copyOf(actors),
        world.micros(),
        world.effects(),
        world.greatestFence(),
        world.forgottenFence(),
        accepted);
  }

  private static String owner(int number) {
    return Integer.toString(number).repeat(Owners.LENGTH);
  }
}
