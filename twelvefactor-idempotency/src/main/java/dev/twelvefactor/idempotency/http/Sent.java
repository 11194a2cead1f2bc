// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.Outcome;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the handler of one request answered: the client gets it whole, the store what is fit to be sent
 * again.
 */
final class Sent {

  /** Their answers say that nothing was done, and may be another one at the next try. */
  private static final Set<Integer> RELEASED = Set.of(401, 403, 408, 409, 423, 425, 429);

  /** In place of a body that is too large to be kept. */
  private static final String NOT_KEPT = "tf-body-not-kept";

  private final int maxBytes;
  private final StoredHeaders storedHeaders;
  private boolean began;
  private @Nullable StoredResponse response;

  Sent(int maxBytes, StoredHeaders storedHeaders) {
    this.maxBytes = maxBytes;
    this.storedHeaders = storedHeaders;
  }

  /** The handler was called. */
  boolean began() {
    return began;
  }

  <E extends Exception> StoredResponse storable(
      IdempotentHttp.Handler<E> handler, IdempotentRun run) throws E {
    began = true;
    StoredResponse answer = requireNonNull(handler.respond(run), "the handler answered null");
    response = answer;
    return switch (answer.fate()) {
      case STORED -> kept(answer);
      case RELEASED -> throw new NotStored.Released(answer);
      case BY_STATUS -> byStatus(answer);
    };
  }

  private StoredResponse byStatus(StoredResponse answer) {
    if (RELEASED.contains(answer.status())) {
      throw new NotStored.Released(answer);
    }
    if (answer.status() >= 500) {
      throw new NotStored(answer);
    }
    return kept(answer);
  }

  private StoredResponse kept(StoredResponse answer) {
    Map<String, List<String>> headers = new HashMap<>(storedHeaders.of(answer));
    StoredResponse whole = StoredResponse.of(answer.status(), headers, answer.body());
    if (isWithinLimit(whole)) {
      return whole;
    }
    headers.put(NOT_KEPT, List.of("true"));
    return StoredResponse.of(answer.status(), headers, new byte[0]);
  }

  /** What cannot be written is not this one's matter: the executor keeps only that it was done. */
  private boolean isWithinLimit(StoredResponse response) {
    try {
      return ResponseFormat.size(response) <= maxBytes;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isBodyKept(StoredResponse response) {
    return response.find(NOT_KEPT).isEmpty();
  }

  /** The handler's own answer, if this was the run that counts; all others get what is stored. */
  Optional<StoredResponse> own(Outcome<StoredResponse> outcome) {
    boolean mine = outcome instanceof Outcome.NotRetained<StoredResponse>
        || (outcome instanceof Outcome.Completed<StoredResponse> completed
            && !completed.replayed());
    return mine ? Optional.ofNullable(response) : Optional.empty();
  }
}
