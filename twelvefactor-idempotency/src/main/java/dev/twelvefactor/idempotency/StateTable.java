// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyRecord.State;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Completion;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.Marker;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each command does to a record, as functions without state: the entry before (null if there is
 * none) and the time in, the answer and the entry after out. The scripts do the same.
 *
 * <pre>
 * absent    claim                                   RUNNING, attempt 1
 * any       claim, other fingerprint                mismatch
 * COMPLETED, FAILED   claim                         the result
 * RUNNING   claim by its owner                      same fence, lease extended
 * RUNNING   claim, lease not over                   busy
 * RUNNING   claim, over, certain                    RUNNING, next attempt
 * RUNNING   claim, over, uncertain, UNKNOWN         UNKNOWN
 * RUNNING   claim, over, uncertain, else            RUNNING, next attempt, prior
 * RELEASED  claim by its owner                      withdrawn
 * RELEASED  claim                                   as of RUNNING whose lease is over
 * UNKNOWN   claim, UNKNOWN                          unknown
 * UNKNOWN   claim, else                             RUNNING, next attempt, prior
 * over, attempts used up, certain                   FAILED
 * over, attempts used up, uncertain                 UNKNOWN
 * RUNNING   renew by its owner                      lease extended
 * RUNNING, RELEASED, UNKNOWN   complete by owner    COMPLETED or FAILED
 * absent    complete                                COMPLETED or FAILED, restored
 * RUNNING, UNKNOWN   release by owner               RELEASED or UNKNOWN
 * absent    release WITHDRAWN                       RELEASED
 * any but RUNNING, lease not over   forget          RELEASED, without owner and fingerprint
 * </pre>
 */
final class StateTable {

  static final String ATTEMPTS_EXHAUSTED = "attempts_exhausted";

  private static final long UNCERTAIN_RETENTION = IdempotencyStore.UNCERTAIN_RETENTION.toMillis();

  private StateTable() {}

  /** What a command does. */
  record Step<A>(@Nullable Entry entry, A answer) {}

  static Step<Claim> claim(@Nullable Entry entry, ClaimRequest request, long micros) {
    long now = micros / 1000;
    if (entry == null) {
      return granted(null, request, false, micros);
    }
    if (!entry.isFor(request.fingerprint())) {
      return new Step<>(entry, new Claim.Mismatch());
    }
    Result result = entry.result();
    if (result != null) {
      return new Step<>(entry, new Claim.Done(result, Instant.ofEpochMilli(entry.at())));
    }
    boolean mine = entry.owner().equals(request.owner());
    if (mine && entry.state() == State.RELEASED) {
      return new Step<>(entry, new Claim.Withdrawn());
    }
    if (entry.state() != State.RUNNING) {
      return over(entry, request, micros);
    }
    if (mine) {
      return repeated(entry, request, now);
    }
    // A lease that ends later than one of its length could was given before the clock was set back.
    Entry running = entry.running(Math.min(entry.at(), now + entry.lease()));
    return running.at() > now
        ? new Step<>(
            running,
            new Claim.Busy(
                Duration.ofMillis(running.at() - now), Duration.ofMillis(running.lease())))
        : over(running, request, micros);
  }

  private static Step<Claim> repeated(Entry entry, ClaimRequest request, long now) {
    Entry running = entry.running(now + request.lease().toMillis());
    return new Step<>(
        running, new Claim.Granted(entry.ownership(), entry.attempt(), entry.prior()));
  }

  /** Nobody runs the operation now. */
  private static Step<Claim> over(Entry entry, ClaimRequest request, long micros) {
    boolean uncertain = entry.uncertain() || entry.state() == State.UNKNOWN;
    boolean exhausted = entry.attempt() >= request.maxAttempts();
    if (uncertain
        && (exhausted || decision(entry.onCrash(), request.onCrash()) == OnCrash.UNKNOWN)) {
      return unknown(entry, request, micros / 1000);
    }
    return exhausted
        ? exhausted(entry, request, micros / 1000)
        : granted(entry, request, uncertain, micros);
  }

  /** The stricter of the two; a caller without a reconciler cannot act on one that asks for it. */
  private static OnCrash decision(OnCrash stored, OnCrash claimed) {
    if (stored == OnCrash.UNKNOWN || claimed == OnCrash.UNKNOWN) {
      return OnCrash.UNKNOWN;
    }
    return stored == OnCrash.RECONCILE && claimed == OnCrash.RERUN ? OnCrash.UNKNOWN : claimed;
  }

  private static Step<Claim> granted(
      @Nullable Entry entry, ClaimRequest request, boolean prior, long micros) {
    long now = micros / 1000;
    Entry running = new Entry(
        State.RUNNING,
        request.onCrash(),
        request.intent(),
        prior,
        entry == null ? 1 : entry.attempt() + 1,
        entry == null ? micros : Math.max(entry.fence() + 1, micros),
        now + request.lease().toMillis(),
        request.lease().toMillis(),
        request.owner(),
        request.fingerprint(),
        null,
        now + retention(request.retention(), request.intent() || prior));
    return new Step<>(
        running, new Claim.Granted(running.ownership(), running.attempt(), running.prior()));
  }

  private static Step<Claim> unknown(Entry entry, ClaimRequest request, long now) {
    if (entry.state() == State.UNKNOWN) {
      return new Step<>(entry, new Claim.Unknown(Instant.ofEpochMilli(entry.at())));
    }
    // Whoever ran it may have asked for more time than whoever finds it.
    long expiresAt = Math.max(entry.expiresAt(), now + retention(request.retention(), true));
    return new Step<>(
        entry.moved(State.UNKNOWN, null, entry.owner(), now, expiresAt),
        new Claim.Unknown(Instant.ofEpochMilli(now)));
  }

  private static Step<Claim> exhausted(Entry entry, ClaimRequest request, long now) {
    Result failure = new Result(Kind.FAILURE, (ATTEMPTS_EXHAUSTED + "\n").getBytes(UTF_8));
    return new Step<>(
        entry.moved(
            State.FAILED, failure, Entry.NOBODY, now, now + request.retention().toMillis()),
        new Claim.Done(failure, Instant.ofEpochMilli(now)));
  }

  static Step<Optional<Duration>> renew(
      @Nullable Entry entry, Ownership ownership, Duration lease, Duration longest, long micros) {
    if (entry == null || entry.state() != State.RUNNING || !entry.ownedBy(ownership)) {
      return new Step<>(entry, Optional.empty());
    }
    long now = micros / 1000;
    long end = Math.min(now + lease.toMillis(), entry.fence() / 1000 + longest.toMillis());
    return end <= now
        ? new Step<>(entry, Optional.empty())
        : new Step<>(entry.running(end), Optional.of(Duration.ofMillis(end - now)));
  }

  static Step<Boolean> mark(
      @Nullable Entry entry, Ownership ownership, Marker marker, long micros) {
    if (entry == null || entry.state() != State.RUNNING || !entry.ownedBy(ownership)) {
      return new Step<>(entry, false);
    }
    long expiresAt = marker == Marker.INTENT
        ? Math.max(entry.expiresAt(), micros / 1000 + UNCERTAIN_RETENTION)
        : entry.expiresAt();
    return new Step<>(
        entry.marked(
            entry.intent() || marker == Marker.INTENT,
            entry.prior() && marker != Marker.NO_PRIOR,
            expiresAt),
        true);
  }

  static Step<Completion> complete(
      @Nullable Entry entry, Ownership ownership, CompletionRequest request, long micros) {
    long now = micros / 1000;
    long expiresAt = now + request.retention().toMillis();
    State state = request.failed() ? State.FAILED : State.COMPLETED;
    if (entry == null) {
      Entry restored = new Entry(
          state,
          OnCrash.UNKNOWN,
          false,
          false,
          1,
          ownership.fence(),
          now,
          0,
          ownership.owner(),
          request.fingerprint(),
          request.result(),
          expiresAt);
      return new Step<>(restored, new Completion.Stored(true));
    }
    boolean mine = entry.ownedBy(ownership);
    Result result = entry.result();
    if (result != null) {
      return new Step<>(
          entry,
          mine && result.equals(request.result())
              ? new Completion.Stored(false)
              : new Completion.Superseded(result, Instant.ofEpochMilli(entry.at())));
    }
    if (!mine) {
      return new Step<>(entry, new Completion.Stale());
    }
    return new Step<>(
        entry.completed(state, request.result(), now, expiresAt), new Completion.Stored(false));
  }

  static Step<Boolean> release(
      @Nullable Entry entry, Ownership ownership, ReleaseRequest request, long micros) {
    if (request.mode() == ReleaseMode.WITHDRAWN) {
      return withdraw(entry, ownership, request, micros);
    }
    if (entry == null || entry.result() != null || !entry.ownedBy(ownership)) {
      return new Step<>(entry, false);
    }
    return new Step<>(released(entry, request, micros / 1000), true);
  }

  private static Entry released(Entry entry, ReleaseRequest request, long now) {
    if (entry.state() == State.RELEASED) {
      return entry;
    }
    return switch (request.mode()) {
      case RETRY, WITHDRAWN -> given(entry.marked(false, entry.prior(), 0), request, now);
      case NEVER_HAPPENED -> given(entry.marked(false, false, 0), request, now);
      case UNKNOWN -> left(entry, request, now);
      case UNDECIDED ->
        entry.state() == State.UNKNOWN
            ? entry
            : left(entry.attempted(entry.attempt() - 1), request, now);
    };
  }

  private static Entry given(Entry entry, ReleaseRequest request, long now) {
    long expiresAt = now + retention(request.retention(), entry.prior());
    return entry.moved(State.RELEASED, null, entry.owner(), now, expiresAt);
  }

  private static Entry left(Entry entry, ReleaseRequest request, long now) {
    long expiresAt = now + retention(request.retention(), true);
    return entry.state() == State.UNKNOWN
        ? entry
        : entry.moved(State.UNKNOWN, null, entry.owner(), now, expiresAt);
  }

  /** The owner's claim may still be on its way, so the record keeps its name. */
  private static Step<Boolean> withdraw(
      @Nullable Entry entry, Ownership ownership, ReleaseRequest request, long micros) {
    if (entry == null) {
      long now = micros / 1000;
      Entry withdrawn = Entry.released(
          micros,
          ownership.owner(),
          request.fingerprint(),
          now,
          now + request.retention().toMillis());
      return new Step<>(withdrawn, true);
    }
    if (entry.result() != null || !entry.owner().equals(ownership.owner())) {
      return new Step<>(entry, false);
    }
    return entry.state() == State.RELEASED
        ? new Step<>(entry, true)
        : new Step<>(released(entry.attempted(entry.attempt() - 1), request, micros / 1000), true);
  }

  static Step<Boolean> forget(@Nullable Entry entry, long fence, Duration retention, long micros) {
    long now = micros / 1000;
    if (entry == null
        || entry.fence() != fence
        || (entry.state() == State.RUNNING && entry.at() > now)) {
      return new Step<>(entry, false);
    }
    long expiresAt = Math.max(entry.expiresAt(), now + retention.toMillis());
    return new Step<>(Entry.released(fence, Entry.NOBODY, Entry.FORGOTTEN, now, expiresAt), true);
  }

  private static long retention(Duration retention, boolean uncertain) {
    return uncertain ? Math.max(retention.toMillis(), UNCERTAIN_RETENTION) : retention.toMillis();
  }
}
