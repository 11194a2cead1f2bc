// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.idempotency.IdempotencyRecord.Kind;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyRecord.Result;
import dev.twelvefactor.idempotency.IdempotencyStore;
import dev.twelvefactor.idempotency.IdempotencyStore.Claim;
import dev.twelvefactor.idempotency.IdempotencyStore.ClaimRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.CompletionRequest;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseMode;
import dev.twelvefactor.idempotency.IdempotencyStore.ReleaseRequest;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** What the parts of the contract do with the store under test. */
interface StoreUnderTest {

  Duration LEASE = Duration.ofMinutes(1);
  Duration RETENTION = Duration.ofHours(24);

  /** Longer than any history, which may pass the time of leases without that of fences. */
  Duration LONGEST = Duration.ofDays(3650);

  String FINGERPRINT = "f".repeat(22);
  String OTHER_FINGERPRINT = "g".repeat(22);

  private IdempotencyStoreContract contract() {
    return (IdempotencyStoreContract) this;
  }

  /** A store that is closed after the test. All of one test share their records. */
  default IdempotencyStore store() {
    return contract().opened();
  }

  default void pass(Duration time) {
    contract().passTime(time);
  }

  static RecordKey key() {
    return new RecordKey("create_order", random());
  }

  static String random() {
    byte[] bytes = new byte[16];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String owner() {
    return random().substring(0, 9);
  }

  /** By an owner that may begin its effect at once, and whose death leaves the outcome unknown. */
  static ClaimRequest claim() {
    return claim(OnCrash.UNKNOWN, true);
  }

  static ClaimRequest claim(OnCrash onCrash, boolean intent) {
    return new ClaimRequest(owner(), FINGERPRINT, LEASE, RETENTION, onCrash, intent, 3);
  }

  static ClaimRequest claim(OnCrash onCrash, Duration retention) {
    return new ClaimRequest(owner(), FINGERPRINT, LEASE, retention, onCrash, true, 3);
  }

  static Claim.Granted granted(Claim claim) {
    assertThat(claim).isInstanceOf(Claim.Granted.class);
    return (Claim.Granted) claim;
  }

  static Ownership owned(Claim claim) {
    return granted(claim).ownership();
  }

  static Result result(String text) {
    return new Result(Kind.VALUE, text.getBytes(UTF_8));
  }

  static CompletionRequest success(String text) {
    return new CompletionRequest(false, result(text), FINGERPRINT, RETENTION);
  }

  static ReleaseRequest release(ReleaseMode mode) {
    return release(mode, RETENTION);
  }

  static ReleaseRequest release(ReleaseMode mode, Duration retention) {
    return new ReleaseRequest(mode, FINGERPRINT, retention);
  }
}
