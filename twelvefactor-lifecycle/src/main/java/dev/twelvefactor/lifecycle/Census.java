// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Says what is in flight, and finds work that will never end since its thread has called exit. */
final class Census {

  private static final int MOST = 20;

  private final ShutdownCoordinatorBuilder.Jvm jvm;
  private final PermitRegistry registry;
  private final List<Gate> gates = new CopyOnWriteArrayList<>();
  private final Collection<InFlight.Work> exiting = new ConcurrentLinkedQueue<>();

  Census(ShutdownCoordinatorBuilder.Jvm jvm, PermitRegistry registry) {
    this.jvm = jvm;
    this.registry = registry;
  }

  void add(Gate gate) {
    gates.add(gate);
  }

  List<Gate> gates() {
    return gates;
  }

  /** All that is in flight, with the stacks of the oldest. */
  InFlight take() {
    List<Permit> permits = registry.permits();
    List<InFlight.Work> oldest = new ArrayList<>(exiting);
    permits.stream().limit(MOST).map(permit -> work(permit, false)).forEach(oldest::add);
    Map<WorkKind, Integer> byKind = new EnumMap<>(WorkKind.class);
    permits.forEach(permit -> byKind.merge(permit.kind(), 1, Integer::sum));
    exiting.forEach(work -> byKind.merge(work.kind(), 1, Integer::sum));
    Map<String, Long> inGates = new LinkedHashMap<>();
    gates.stream()
        .filter(gate -> gate.inside() > 0)
        .forEach(gate -> inGates.merge(gate.name(), gate.inside(), Long::sum));
    long inside = inGates.values().stream().mapToLong(Long::longValue).sum();
    long count = permits.size() + exiting.size() + inside;
    return new InFlight(count, byKind, oldest.subList(0, Math.min(MOST, oldest.size())), inGates);
  }

  private InFlight.Work work(Permit permit, boolean isExiting) {
    Thread thread = permit.thread();
    Duration age = Duration.ofNanos(Math.max(0, jvm.nanoTime() - permit.begun()));
    return new InFlight.Work(
        permit.kind(),
        permit.label(),
        age,
        thread == null ? "" : thread.getName(),
        thread == null ? List.of() : List.of(thread.getStackTrace()),
        permit.refused(),
        isExiting);
  }

  /** Stops waiting for work whose thread has called exit, and names it from now on. */
  void dropExiting() {
    for (Permit permit : newestByThread()) {
      Thread thread = permit.thread();
      if (thread != null && Exiting.is(thread)) {
        exiting.add(work(permit, true));
        boolean unused = permit.end();
      }
    }
  }

  /**
   * The newest permit of each thread: the one that its stack belongs to, since older ones may have
   * been left to other threads.
   */
  Collection<Permit> newestByThread() {
    Map<Thread, Permit> newest = new HashMap<>();
    for (Permit permit : registry.permits()) {
      @Nullable Thread thread = permit.thread();
      if (thread != null) {
        newest.put(thread, permit);
      }
    }
    return newest.values();
  }

  int exiting() {
    return exiting.size();
  }
}
