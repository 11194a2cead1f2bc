// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refusals, as {@code application/problem+json} (RFC 9457). */
record Problems(@Nullable URI policy) {

  private static final String TYPE = "urn:problem:idempotency:";

  StoredResponse keyMissing() {
    return described(problem(
        400,
        "key-missing",
        "Idempotency-Key is missing",
        "This operation needs an Idempotency-Key header, new for each operation and the same for"
            + " each retry of it."));
  }

  StoredResponse keyMalformed() {
    return described(
        problem(
            400,
            "key-malformed",
            "Idempotency-Key is malformed",
            "The Idempotency-Key header is to be sent once, with 1 to 255 printable ASCII characters."));
  }

  StoredResponse formOfBody() {
    return described(problem(
        415,
        "body-not-comparable",
        "The body cannot be compared",
        "A multipart body differs with each request; this operation does not take one."));
  }

  StoredResponse mismatch() {
    return described(problem(
        422,
        "key-reused",
        "Idempotency-Key was used before",
        "The key was used with another request; take a new key for a new request."));
  }

  StoredResponse inProgress(Duration retryAfter) {
    return problem(
            409,
            "in-progress",
            "The operation is in progress",
            "A request with this key is being worked on; ask again.")
        .with("Retry-After", seconds(retryAfter));
  }

  /** Whoever can be asked again by a reconciler is worth another try. */
  StoredResponse unknown(boolean reconciled) {
    StoredResponse problem = problem(
        409,
        "outcome-unknown",
        "The outcome is unknown",
        "An earlier request with this key was interrupted, and it is not known whether it took"
            + " effect. Nothing was done now.");
    return reconciled ? problem.with("Retry-After", "1") : problem;
  }

  StoredResponse notRetained(@Nullable String location) {
    StoredResponse problem = problem(
        409,
        "result-not-retained",
        "The result was not kept",
        "The operation succeeded before, but its response was not kept. Nothing was done now.");
    return location == null ? problem : problem.with("Location", location);
  }

  StoredResponse exhausted() {
    return problem(
        409,
        "attempts-exhausted",
        "The operation was tried too often",
        "Requests with this key came to nothing too often; take a new key to try again.");
  }

  StoredResponse failed() {
    return problem(
        409,
        "failed",
        "The operation failed",
        "An earlier request with this key failed for good. Nothing was done now.");
  }

  StoredResponse storeDown() {
    return problem(
            503,
            "store-unavailable",
            "Try again",
            "It cannot be found out at the moment whether the operation was done before. Nothing"
                + " was done now.")
        .with("Retry-After", "1");
  }

  private StoredResponse described(StoredResponse problem) {
    return policy == null ? problem : problem.with("Link", "<" + policy + ">; rel=\"describedby\"");
  }

  private static StoredResponse problem(int status, String type, String title, String detail) {
    String json = "{\"type\":\"" + TYPE + type + "\",\"title\":\"" + title + "\",\"status\":"
        + status + ",\"detail\":\"" + detail + "\"}";
    return StoredResponse.of(status, "application/problem+json", json);
  }

  private static String seconds(Duration time) {
    return Long.toString(Math.max(1, time.plusMillis(999).toSeconds()));
  }
}
