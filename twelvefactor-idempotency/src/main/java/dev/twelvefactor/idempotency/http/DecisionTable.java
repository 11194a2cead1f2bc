// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each request and each outcome is answered with.
 *
 * <pre>
 * method needs no key                 proceed
 * no key                              400, or proceed if it is optional
 * malformed key, or several           400
 * multipart without a fingerprint     415
 * result                              replay
 * result without its body             409
 * in progress                         409, Retry-After
 * other request                       422
 * unknown                             409, Retry-After if there is a reconciler
 * tried too often                     409
 * declared failure                    409, or its exception
 * store down                          503, Retry-After
 * </pre>
 */
record DecisionTable(
    Set<String> methods,
    boolean strict,
    boolean keyOptional,
    @Nullable Function<RequestView, byte[]> fingerprint,
    boolean reconciled,
    Problems problems) {

  static Set<String> methods(String... methods) {
    Set<String> capitals = Arrays.stream(methods)
        .map(method -> method.toUpperCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
    if (capitals.isEmpty() || capitals.contains("")) {
      throw new IllegalArgumentException(
          "methods: " + capitals + " (expected: at least one, such as POST)");
    }
    return capitals;
  }

  Decision decide(String principal, RequestView request) {
    if (principal.isEmpty()) {
      throw new IllegalArgumentException("principal is empty (expected: whose request it is)");
    }
    if (!covers(request.method()) || (keyOptional && request.keys().isEmpty())) {
      return new Decision.Proceed(Optional.empty());
    }
    if (request.keys().isEmpty()) {
      return new Decision.Reject(problems.keyMissing());
    }
    Optional<String> key = KeyHeader.parse(request.keys(), strict);
    if (key.isEmpty()) {
      return new Decision.Reject(problems.keyMalformed());
    }
    if (fingerprint == null && request.mediaType().startsWith("multipart/")) {
      return new Decision.Reject(problems.formOfBody());
    }
    return new Decision.Proceed(
        Optional.of(IdempotencyKey.of(scope(principal, request), key.get(), digested(request))));
  }

  boolean covers(String method) {
    return methods.contains(method);
  }

  private byte[] digested(RequestView request) {
    return fingerprint == null ? RequestDigest.of(request) : fingerprint.apply(request);
  }

  /** With the length of each part before it, so that no two look the same. */
  private static String scope(String principal, RequestView request) {
    return principal.length() + ":" + principal + request.method().length() + ":" + request.method()
        + request.route();
  }

  Decision decide(Outcome<StoredResponse> outcome) {
    if (outcome instanceof Outcome.Completed<StoredResponse> completed) {
      StoredResponse response = completed.value();
      if (!Sent.isBodyKept(response)) {
        return new Decision.Reject(
            problems.notRetained(response.find("Location").orElse(null)));
      }
      return new Decision.Replay(
          completed.replayed() ? response.with(IdempotentHttp.REPLAYED_HEADER, "true") : response);
    }
    if (outcome instanceof Outcome.InProgress<StoredResponse> running) {
      return new Decision.Reject(problems.inProgress(running.retryAfter()));
    }
    if (outcome instanceof Outcome.Mismatch<StoredResponse>) {
      return new Decision.Reject(problems.mismatch());
    }
    if (outcome instanceof Outcome.Unknown<StoredResponse>) {
      return new Decision.Reject(problems.unknown(reconciled));
    }
    return new Decision.Reject(
        outcome instanceof Outcome.Failed<StoredResponse> failed
            ? failed(failed)
            : problems.notRetained(null));
  }

  /** Only who knows that nothing was done may tell a client to take a new key. */
  private StoredResponse failed(Outcome.Failed<StoredResponse> failed) {
    return isExhausted(failed) ? problems.exhausted() : problems.failed();
  }

  private static boolean isExhausted(Outcome.Failed<StoredResponse> failed) {
    return failed.code().equals("attempts_exhausted");
  }

  /** What to send; a declared failure is thrown again, for whoever declared it to answer. */
  StoredResponse respond(Outcome<StoredResponse> outcome) {
    if (outcome instanceof Outcome.Failed<StoredResponse> failed && !isExhausted(failed)) {
      throw failed.exception();
    }
    Decision decision = decide(outcome);
    return decision instanceof Decision.Replay replay
        ? replay.response()
        : ((Decision.Reject) decision).response();
  }

  StoredResponse storeDown() {
    return problems.storeDown();
  }
}
