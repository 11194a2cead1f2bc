// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each step of a record is one script on one key. */
final class RedisRecordStore implements IdempotencyStore {

  private static final Logger log = LoggerFactory.getLogger(RedisIdempotencyStore.class);

  private final RedisConnection redis;
  private final Duration timeout;
  private final String namespace;

  RedisRecordStore(RedisDriver driver, Duration timeout, String namespace) {
    this.redis = new RedisConnection(driver, timeout, RedisRecordStore::warnOfProblems);
    this.timeout = timeout;
    this.namespace = namespace;
  }

  @Override
  public Claim claim(RecordKey key, ClaimRequest request) {
    return run(
            Script.CLAIM,
            key,
            request.owner(),
            request.fingerprint(),
            request.lease().toMillis(),
            request.retention().toMillis(),
            RecordText.digit(request.onCrash()),
            request.intent() ? 1 : 0,
            request.maxAttempts())
        .claim(request.owner());
  }

  @Override
  public Optional<Duration> renew(
      RecordKey key, Ownership ownership, Duration lease, Duration maxDuration) {
    return run(
            Script.RENEW,
            key,
            ownership.owner(),
            ownership.fence(),
            lease.toMillis(),
            maxDuration.toMillis())
        .left();
  }

  @Override
  public boolean mark(RecordKey key, Ownership ownership, Marker marker) {
    return run(Script.MARK, key, ownership.owner(), ownership.fence(), marker.name())
        .done();
  }

  @Override
  public Completion complete(RecordKey key, Ownership ownership, CompletionRequest request) {
    return run(
            Script.COMPLETE,
            key,
            ownership.owner(),
            ownership.fence(),
            request.failed() ? "F" : "C",
            request.result().kind().letter(),
            request.result().payload(),
            request.retention().toMillis(),
            request.fingerprint())
        .completion();
  }

  @Override
  public boolean release(RecordKey key, Ownership ownership, ReleaseRequest request) {
    return run(
            Script.RELEASE,
            key,
            ownership.owner(),
            ownership.fence(),
            request.mode().name(),
            request.fingerprint(),
            request.retention().toMillis())
        .done();
  }

  @Override
  public Optional<IdempotencyRecord> find(RecordKey key) {
    byte[] record = await(redis.read(commands -> commands.get(name(key))));
    return Optional.ofNullable(record).map(RecordText::parse);
  }

  @Override
  public boolean forget(RecordKey key, long fence, Duration retention) {
    return run(Script.FORGET, key, fence, retention.toMillis()).done();
  }

  @Override
  public boolean delete(RecordKey key) {
    return await(redis.write(commands -> commands.unlink(name(key)))) > 0;
  }

  @Override
  public List<String> check() {
    return await(redis.read(SelfCheck::problems));
  }

  @Override
  public void close() {
    redis.close();
  }

  /** The digest is in braces, so that what is added beside a record would share its hash slot. */
  private String name(RecordKey key) {
    return namespace + ":" + key.operation() + ":{" + key.digest() + "}";
  }

  private Reply run(Script script, RecordKey key, Object... arguments) {
    String name = name(key);
    return new Reply(await(redis.write(commands -> script.run(commands, name, arguments))));
  }

  /** The result of a stage, or its failure with the stack of the caller. */
  private <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IdempotencyException(
          Reason.STORE, "interrupted while waiting for Redis", /* maybeApplied= */ true, e);
    } catch (ExecutionException e) {
      IdempotencyException failure = Failures.translate(e, /* write= */ true, timeout);
      throw new IdempotencyException(
          failure.reason(), String.valueOf(failure.getMessage()), failure.maybeApplied(), failure);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a warning.
  private static void warnOfProblems(RedisLink link) {
    SelfCheck.problems(link.commands())
        .thenAccept(problems ->
            problems.forEach(problem -> log.warn("idempotency store on Redis: {}", problem)));
  }

  @Override
  public String toString() {
    return "RedisIdempotencyStore[" + namespace + "]";
  }
}
