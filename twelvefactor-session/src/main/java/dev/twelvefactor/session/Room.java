// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.session;

import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;

import dev.twelvefactor.session.SessionBackend.Address;
import dev.twelvefactor.session.SessionBackend.Answer;
import dev.twelvefactor.session.SessionBackend.Draft;
import dev.twelvefactor.session.SessionBackend.Found;
import dev.twelvefactor.session.SessionBackend.Full;
import dev.twelvefactor.session.SessionBackend.Limit;
import dev.twelvefactor.session.SessionBackend.Stored;
import dev.twelvefactor.session.SessionStoreBuilder.Overflow;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Creates sessions so that no subject has more than it may. A server counts by itself, but has to
 * be told which sessions it may look at and revoke: at the limit it answers their names, and is
 * asked again with them. If others were faster, they have changed meanwhile, and so on.
 */
record Room(SessionBackend backend, int max, Overflow overflow) {

  private static final int MAX_TRIES = 128;

  CompletionStage<Stored> create(Address address, Draft draft) {
    return max == 0 || address.subjectHash() == null
        ? backend.create(address, draft, null).thenCompose(Room::unlimited)
        : create(address, draft, List.of(), 0);
  }

  private static CompletionStage<Stored> unlimited(Answer<Stored> answer) {
    return answer instanceof Found<Stored> found
        ? completedStage(found.value())
        : failedStage(new IllegalStateException("back end answered " + answer));
  }

  private CompletionStage<Stored> create(
      Address address, Draft draft, List<SessionHandle> known, int tries) {
    Limit limit = new Limit(max, overflow == Overflow.REVOKE_OLDEST, known);
    return backend.create(address, draft, limit).thenCompose(answer -> {
      if (!(answer instanceof Full<Stored> full)) {
        return unlimited(answer);
      }
      if (overflow == Overflow.REJECT && known.containsAll(full.sessions())) {
        return failedStage(new SessionStore.TooManySessionsException(max, null));
      }
      if (tries == MAX_TRIES) {
        return failedStage(new SessionStoreException(
            "create gave up: others created sessions of the same subject all the time",
            false,
            null));
      }
      return Pause.before(tries, () -> create(address, draft, full.sessions(), tries + 1));
    });
  }
}
