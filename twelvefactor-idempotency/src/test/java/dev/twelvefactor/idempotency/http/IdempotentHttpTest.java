// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.InMemoryIdempotencyStore;
import dev.twelvefactor.idempotency.Outcome;
import dev.twelvefactor.idempotency.Reconciler.Evidence;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotentHttpTest {

  private final IdempotentExecutor once =
      IdempotentExecutor.create(InMemoryIdempotencyStore.create());
  private final IdempotentHttp http = IdempotentHttp.create(once);
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void close() {
    once.close();
  }

  private static RequestView post(String key, String body) {
    return new RequestView(
        "POST", "/orders", "/orders", List.of(key), "application/json", body.getBytes(UTF_8));
  }

  private StoredResponse created() {
    return StoredResponse.of(201, "application/json", "{\"order\":" + runs.incrementAndGet() + "}")
        .with("Location", "/orders/1")
        .with("Set-Cookie", "id=secret")
        .with("X-Trace", "abc");
  }

  private static void assertProblem(StoredResponse response, int status, String type) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.find("content-type")).hasValue("application/problem+json");
    try {
      JsonNode problem = new ObjectMapper().readTree(response.body());
      assertThat(problem.get("type").asText()).isEqualTo("urn:problem:idempotency:" + type);
      assertThat(problem.get("status").asInt()).isEqualTo(status);
      assertThat(problem.get("title").asText()).isNotEmpty();
      assertThat(problem.get("detail").asText()).isNotEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void respond_twice_sendsTheSameBytesAndMarksTheSecond() {
    StoredResponse first = http.respond("ada", post("k1", "{}"), run -> created());
    StoredResponse second = http.respond("ada", post("k1", "{}"), run -> created());

    assertThat(first.find("Idempotent-Replayed")).isEmpty();
    assertThat(first.find("Set-Cookie")).hasValue("id=secret");
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers())
        .containsOnlyKeys("Content-Type", "Idempotent-Replayed", "Location");
    assertThat(second.find("idempotent-replayed")).hasValue("true");
    assertThat(second.find("location")).hasValue("/orders/1");
    assertThat(runs).hasValue(1);
  }

  @Test
  void respond_declaredHeaders_areSentAgain() {
    IdempotentHttp more = IdempotentHttp.builder(once).storedHeaders("X-Trace").build();
    more.respond("ada", post("k1", "{}"), run -> created());

    assertThat(more.respond("ada", post("k1", "{}"), run -> created()).find("x-trace"))
        .hasValue("abc");
    assertThatThrownBy(() -> IdempotentHttp.builder(once).storedHeaders("Set-Cookie"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Set-Cookie");
  }

  @Test
  void respond_anotherPrincipalRouteOrMethod_doesNotMeet() {
    RequestView request = post("k1", "{}");
    http.respond("ada", request, run -> created());
    http.respond("bob", request, run -> created());
    http.respond(
        "ada",
        new RequestView("POST", "/refunds", "/orders", request.keys(), "", request.body()),
        run -> created());
    http.respond(
        "ada",
        new RequestView("PATCH", "/orders", "/orders", request.keys(), "", request.body()),
        run -> created());

    assertThat(runs).hasValue(4);
  }

  @Test
  void respond_anotherRequestWithTheKey_is422() {
    http.respond("ada", post("k1", "{}"), run -> created());
    RequestView otherPath = new RequestView(
        "POST", "/orders", "/orders?dry=1", List.of("k1"), "application/json", new byte[0]);

    assertProblem(
        http.respond("ada", post("k1", "{\"a\":1}"), run -> created()), 422, "key-reused");
    assertProblem(http.respond("ada", otherPath, run -> created()), 422, "key-reused");
    assertThat(runs).hasValue(1);
  }

  @Test
  void respond_theSameRequestWrittenOtherwise_isTheSame() {
    http.respond(
        "ada", request("/orders?b=2&a=1", "Application/JSON; charset=utf-8"), run -> created());

    StoredResponse again =
        http.respond("ada", request("/orders?a=1&b=2", "application/json"), run -> created());

    assertThat(again.find("Idempotent-Replayed")).hasValue("true");
  }

  private static RequestView request(String target, String type) {
    return new RequestView("POST", "/orders", target, List.of("k1"), type, new byte[0]);
  }

  @Test
  void respond_withoutKey_is400WithThePolicy() {
    RequestView request = new RequestView("POST", "/orders", "/orders", List.of(), "", new byte[0]);
    IdempotentHttp described =
        IdempotentHttp.builder(once).policy(URI.create("/docs/keys")).build();

    assertProblem(http.respond("ada", request, run -> created()), 400, "key-missing");
    assertThat(described.respond("ada", request, run -> created()).find("Link"))
        .hasValue("</docs/keys>; rel=\"describedby\"");
    assertThat(runs).hasValue(0);
  }

  @Test
  void respond_withoutKeyWhereItIsOptionalOrNotNeeded_runsEachTime() {
    IdempotentHttp optional = IdempotentHttp.builder(once).keyOptional().build();
    RequestView post = new RequestView("POST", "/orders", "/orders", List.of(), "", new byte[0]);
    RequestView get = new RequestView("GET", "/orders", "/orders", List.of("k1"), "", new byte[0]);

    for (int i = 0; i < 2; i++) {
      optional.respond("ada", post, run -> created());
      http.respond("ada", get, run -> created());
    }

    assertThat(runs).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "\"abc",
        "abc\"",
        "\"a\\x\"",
        "\"a\";p=1",
        "a, b",
        "a b",
        "\"\u00e9\"",
        "\u00e9",
        "\"a\tb\"",
        "a\u0000b"
      })
  void respond_aMalformedKey_is400(String key) {
    assertProblem(http.respond("ada", post(key, ""), run -> created()), 400, "key-malformed");
  }

  @Test
  void respond_aKeyOfTheLimit_isTakenAndOneMoreIsNot() {
    assertThat(http.respond("ada", post("k".repeat(255), ""), run -> created()).status())
        .isEqualTo(201);
    assertProblem(
        http.respond("ada", post("k".repeat(256), ""), run -> created()), 400, "key-malformed");
  }

  @Test
  void respond_twoKeys_is400() {
    RequestView request =
        new RequestView("POST", "/orders", "/orders", List.of("a", "a"), "", new byte[0]);

    assertProblem(http.respond("ada", request, run -> created()), 400, "key-malformed");
  }

  @Test
  void respond_quotedAndBareKey_areTheSameUnlessStrict() {
    IdempotentHttp strict = IdempotentHttp.builder(once).strictKeys().build();
    http.respond("ada", post("abc", ""), run -> created());

    assertThat(http.respond("ada", post(" \"abc\" ", ""), run -> created())
            .find("Idempotent-Replayed"))
        .hasValue("true");
    assertThat(strict
            .respond("ada", post("\"abc\"", ""), run -> created())
            .find("Idempotent-Replayed"))
        .hasValue("true");
    assertProblem(strict.respond("ada", post("abc", ""), run -> created()), 400, "key-malformed");
    http.respond("ada", post("\"a\\\"\\\\b\"", ""), run -> created());
    assertThat(runs).hasValue(2);
  }

  @Test
  void respond_multipartWithoutAFingerprint_is415() {
    RequestView request = new RequestView(
        "POST", "/orders", "/orders", List.of("k"), "multipart/form-data; boundary=x", new byte[0]);
    IdempotentHttp declared = IdempotentHttp.builder(once)
        .fingerprint(view -> view.route().getBytes(UTF_8))
        .build();

    assertProblem(http.respond("ada", request, run -> created()), 415, "body-not-comparable");
    assertThat(declared.respond("ada", request, run -> created()).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 408, 409, 423, 425, 429})
  void respond_aStatusThatSaysNothingWasDone_isNotStored(int status) {
    StoredResponse refused = http.respond(
        "ada", post("k", ""), run -> StoredResponse.of(status, new byte[0]).with("X-Trace", "1"));

    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.find("X-Trace")).hasValue("1");
    assertThat(http.respond("ada", post("k", ""), run -> created()).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 400, 404, 410, 422})
  void respond_anyOtherStatus_isStored(int status) {
    http.respond("ada", post("k", ""), run -> StoredResponse.of(status, new byte[0]));

    StoredResponse again = http.respond("ada", post("k", ""), run -> created());

    assertThat(again.status()).isEqualTo(status);
    assertThat(again.find("Idempotent-Replayed")).hasValue("true");
    assertThat(runs).hasValue(0);
  }

  @Test
  void respond_aServerError_isUnknownAfterwards() {
    StoredResponse failed =
        http.respond("ada", post("k", ""), run -> StoredResponse.of(500, new byte[0]));

    assertThat(failed.status()).isEqualTo(500);
    StoredResponse again = http.respond("ada", post("k", ""), run -> created());
    assertProblem(again, 409, "outcome-unknown");
    assertThat(again.find("Retry-After")).isEmpty();
    assertThat(runs).hasValue(0);
  }

  @Test
  void respond_aServerErrorBeforeTheIntent_isNotStored() {
    IdempotentHttp marked = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("marked").intentMarkedByTask().build())
        .build();
    marked.respond("ada", post("k", ""), run -> StoredResponse.of(503, new byte[0]));

    assertThat(marked.respond("ada", post("k", ""), run -> created()).status()).isEqualTo(201);
  }

  @Test
  void respond_aHandlerThatDecides_isObeyed() {
    http.respond(
        "ada", post("a", ""), run -> StoredResponse.of(500, new byte[0]).stored());
    http.respond(
        "ada", post("b", ""), run -> StoredResponse.of(500, new byte[0]).released());

    assertThat(http.respond("ada", post("a", ""), run -> created()).status()).isEqualTo(500);
    assertThat(http.respond("ada", post("b", ""), run -> created()).status()).isEqualTo(201);
  }

  @Test
  void respond_whileTheFirstRuns_is409WithRetryAfter() {
    http.respond("ada", post("k", ""), run -> {
      StoredResponse inner = http.respond("ada", post("k", ""), other -> created());
      assertProblem(inner, 409, "in-progress");
      assertThat(inner.find("Retry-After")).hasValue("1");
      return created();
    });

    assertThat(runs).hasValue(1);
  }

  @Test
  void respond_aBodyThatIsTooLarge_isSentOnceAndItsLocationLater() {
    IdempotentHttp small = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("small").maxResultBytes(20_000).build())
        .build();
    byte[] large = new byte[30_000];

    StoredResponse first = small.respond(
        "ada", post("k", ""), run -> StoredResponse.of(201, large).with("Location", "/orders/7"));
    StoredResponse again = small.respond("ada", post("k", ""), run -> created());

    assertThat(first.body()).hasSize(30_000);
    assertProblem(again, 409, "result-not-retained");
    assertThat(again.find("Location")).hasValue("/orders/7");
    assertThat(runs).hasValue(0);
  }

  @Test
  void respond_aBodyOfExactlyTheLimit_isSentAgain() {
    IdempotentHttp small = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("small").maxResultBytes(100).build())
        .build();
    // Of the hundred, ten are the name of the format, the status and the number of headers.
    for (int length : List.of(90, 91)) {
      String key = "k" + length;
      small.respond("ada", post(key, ""), run -> StoredResponse.of(200, new byte[length]));

      StoredResponse again = small.respond("ada", post(key, ""), run -> created());

      assertThat(again.status()).isEqualTo(length == 90 ? 200 : 409);
      assertThat(again.body().length == 90).isEqualTo(length == 90);
    }
    assertThat(runs).hasValue(0);
  }

  @Test
  void respond_anEncodedBody_isSentAgainWithItsEncoding() {
    http.respond(
        "ada",
        post("k", ""),
        run -> StoredResponse.of(200, new byte[] {31}).with("Content-Encoding", "gzip"));

    assertThat(http.respond("ada", post("k", ""), run -> created()).find("Content-Encoding"))
        .hasValue("gzip");
  }

  @Test
  void methods_inAnyCase_areCoveredAndNoneIsRefused() {
    IdempotentHttp put =
        IdempotentHttp.builder(once).methods("put", "Post", "POST").build();

    assertThat(put.covers("PUT")).isTrue();
    assertThat(put.covers("POST")).isTrue();
    assertThat(put.covers("PATCH")).isFalse();
    assertThatThrownBy(() -> IdempotentHttp.builder(once).methods())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("methods: [] (expected: at least one");
    assertThatThrownBy(() -> IdempotentHttp.builder(once).methods(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void respond_aReconciler_answersAsTheRunWouldHave() {
    IdempotentHttp reconciled = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("reconciled")
            .onCrash(run -> Evidence.found(created()))
            .build())
        .build();
    assertThatThrownBy(() -> reconciled.respond("ada", post("k", ""), run -> {
          throw new IllegalStateException("died");
        }))
        .hasMessage("died");

    StoredResponse found = reconciled.respond("ada", post("k", ""), run -> created());

    assertThat(found.status()).isEqualTo(201);
    assertThat(found.find("Idempotent-Replayed")).hasValue("true");
    assertThat(runs).hasValue(1);
  }

  @Test
  void respond_anExceptionOfTheHandler_isThrownAsItIs() {
    IOException thrown = new IOException("disk");

    assertThatThrownBy(() -> http.respond("ada", post("k", ""), run -> {
          throw thrown;
        }))
        .isSameAs(thrown);
  }

  @Test
  void decide_eachOutcome_hasItsAnswer() {
    assertProblem(refusal(new Outcome.Unknown<>(Instant.EPOCH)), 409, "outcome-unknown");
    assertProblem(refusal(new Outcome.NotRetained<>(Instant.EPOCH)), 409, "result-not-retained");
    assertProblem(refusal(new Outcome.Mismatch<>()), 422, "key-reused");
    StoredResponse busy = refusal(new Outcome.InProgress<>(Duration.ofMillis(2001)));
    assertProblem(busy, 409, "in-progress");
    assertThat(busy.find("Retry-After")).hasValue("3");
    assertProblem(
        refusal(new Outcome.Failed<>(
            "attempts_exhausted", "", new IdempotencyException(Reason.FAILED, "", false, (Throwable)
                null))),
        409,
        "attempts-exhausted");
    assertProblem(
        refusal(new Outcome.Failed<>("out_of_stock", "", new IllegalStateException())),
        409,
        "failed");
  }

  @Test
  void decide_aResult_isMarkedOnlyIfItIsReplayed() {
    StoredResponse response = StoredResponse.of(204, new byte[0]);
    for (boolean replayed : List.of(true, false)) {
      assertThat(http.decide(new Outcome.Completed<>(response, replayed, true)))
          .isInstanceOfSatisfying(
              Decision.Replay.class,
              replay -> assertThat(replay.response().find("Idempotent-Replayed").isPresent())
                  .isEqualTo(replayed));
    }
  }

  @Test
  void respond_aDeclaredFailure_isThrownAgain() {
    IdempotentHttp declared = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("declared")
            .failure(IllegalStateException.class, "out_of_stock", IllegalStateException::new)
            .build())
        .build();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> declared.respond("ada", post("k", ""), run -> {
            runs.incrementAndGet();
            throw new IllegalStateException("no tea");
          }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no tea");
    }

    assertThat(runs).hasValue(1);
  }

  @Test
  void respond_closedExecutor_is503() {
    once.close();

    StoredResponse refused = http.respond("ada", post("k", ""), run -> created());

    assertProblem(refused, 503, "store-unavailable");
    assertThat(refused.find("Retry-After")).hasValue("1");
    assertThat(once.isClosed()).isTrue();
  }

  private StoredResponse refusal(Outcome<StoredResponse> outcome) {
    return ((Decision.Reject) http.decide(outcome)).response();
  }

  @Test
  void decide_withReconciler_saysWhenToAskAgain() {
    IdempotentHttp reconciled = IdempotentHttp.builder(once)
        .operation(IdempotentHttp.operation("reconciled")
            .onCrash(run -> Evidence.cannotTell())
            .build())
        .build();

    Decision decision = reconciled.decide(new Outcome.Unknown<>(Instant.EPOCH));

    assertThat(((Decision.Reject) decision).response().find("Retry-After")).hasValue("1");
  }

  @Test
  void decide_emptyPrincipal_isRefused() {
    assertThatThrownBy(() -> http.decide("", post("k", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("principal");
  }

  @Test
  void decide_aWellFormedRequest_proceedsUnderItsKey() {
    assertThat(http.decide("ada", post("k", ""))).isEqualTo(http.decide("ada", post("k", "")));
    assertThat(http.decide("ada", post("k", "")))
        .isInstanceOfSatisfying(
            Decision.Proceed.class, proceed -> assertThat(proceed.key()).isPresent())
        .isNotEqualTo(new Decision.Proceed(Optional.empty()));
  }

  @Test
  void response_headers_ignoreCase() {
    StoredResponse response =
        StoredResponse.of(200, new byte[0]).with("X-A", "1", "2").with("x-a", "3");

    assertThat(response.headers()).hasSize(1);
    assertThat(response.find("X-a")).hasValue("3");
    assertThatThrownBy(() -> StoredResponse.of(99, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 to 599");
  }
}
