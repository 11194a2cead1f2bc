// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyRecord;
import dev.twelvefactor.idempotency.IdempotencyRecord.Ownership;
import dev.twelvefactor.idempotency.IdempotencyRecord.RecordKey;
import dev.twelvefactor.idempotency.IdempotencyStore;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records in Redis 6.2 or later.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="connect"}
 *
 * <p>A store connects in the background, so a service starts while Redis is down. An unreachable
 * server is answered by {@link IdempotencyException} within the time limit, and the connection comes
 * back by itself within about a second of the server. When it connects, it looks for settings under
 * which the server loses records, and warns of them in the log; see {@link #check()}.
 *
 * <p>Leases go by the server's clock; the clock of this machine does not matter.
 *
 * @since 0.1.0
 */
public final class RedisIdempotencyStore implements IdempotencyStore {

  private static final Logger log = LoggerFactory.getLogger(RedisIdempotencyStore.class);

  private final RedisConnection redis;
  private final Duration timeout;
  private final String namespace;

  private RedisIdempotencyStore(Builder options) {
    this.redis =
        new RedisConnection(options.uri, options.timeout, RedisIdempotencyStore::warnOfProblems);
    this.timeout = options.timeout;
    this.namespace = options.namespace;
  }

  /**
   * Makes a store with the default options.
   *
   * @param url {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://} for TLS
   * @param namespace the first part of all keys, 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -};
   *     services that share a server use different ones
   * @return a store, not connected yet
   * @throws IllegalArgumentException if the URL or the namespace has another form
   */
  public static RedisIdempotencyStore connect(String url, String namespace) {
    return builder(url, namespace).build();
  }

  /**
   * Makes a builder for a store with other options.
   *
   * @param url as for {@link #connect}
   * @param namespace as for {@link #connect}
   * @return a builder
   * @throws IllegalArgumentException if the URL or the namespace has another form
   */
  public static Builder builder(String url, String namespace) {
    return new Builder(uri("url", url), namespace);
  }

  /**
   * Makes the store that the environment asks for.
   *
   * <table class="striped">
   * <caption>Variables</caption>
   * <tr><th scope="col">name</th><th scope="col">meaning</th></tr>
   * <tr><td>{@code REDIS_URL}</td><td>as for {@link #connect}; required</td></tr>
   * <tr><td>{@code IDEMPOTENCY_NAMESPACE}</td><td>as for {@link #connect}; required</td></tr>
   * <tr><td>{@code IDEMPOTENCY_TIMEOUT}</td><td>{@link Builder#timeout}, such as {@code 250ms}
   * </td></tr>
   * </table>
   *
   * @param environment such as {@link System#getenv()}
   * @return a store, not connected yet
   * @throws IllegalArgumentException if a variable is missing or malformed; the message names it
   */
  public static RedisIdempotencyStore fromEnvironment(Map<String, String> environment) {
    Environment values = new Environment(environment);
    RedisURI uri = uri("REDIS_URL", values.required("REDIS_URL", "the URL of a Redis server"));
    String namespace =
        values.required("IDEMPOTENCY_NAMESPACE", "the first part of all keys, such as shop");
    Builder builder = new Builder(uri, namespace);
    values.duration("IDEMPOTENCY_TIMEOUT", builder::timeout);
    return builder.build();
  }

  /** Never names the value: a URL may hold a password. */
  private static RedisURI uri(String name, String url) {
    if (url.startsWith("redis://") || url.startsWith("rediss://")) {
      try {
        return RedisURI.create(url);
      } catch (IllegalArgumentException malformed) {
        // Its message repeats the URL.
      }
    }
    throw new IllegalArgumentException(name
        + " is not the URL of a Redis server (expected:"
        + " redis://[user:password@]host[:port][/database], or rediss:// for TLS; characters"
        + " such as @ : / in the password are written as %40 %3A %2F)");
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
  public boolean delete(RecordKey key) {
    return await(redis.write(commands -> commands.unlink(name(key)))) > 0;
  }

  @Override
  public List<String> check() {
    return SelfCheck.problems(await(redis.read(RedisAsyncCommands::info)));
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
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i] instanceof byte[] payload
          ? payload
          : arguments[i].toString().getBytes(UTF_8);
    }
    String name = name(key);
    return new Reply(await(redis.write(commands -> script.run(commands, name, bytes))));
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
  private static void warnOfProblems(RedisAsyncCommands<String, byte[]> redis) {
    redis
        .info()
        .thenAccept(info -> SelfCheck.problems(info)
            .forEach(problem -> log.warn("idempotency store on Redis: {}", problem)));
  }

  /** {@return the namespace} */
  @Override
  public String toString() {
    return "RedisIdempotencyStore[" + namespace + "]";
  }

  /**
   * The options of a store on Redis, each checked when it is set. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final RedisURI uri;
    private final String namespace;
    private Duration timeout = Duration.ofMillis(250);

    private Builder(RedisURI uri, String namespace) {
      if (!NAMESPACE.matcher(namespace).matches()) {
        throw new IllegalArgumentException(
            "namespace \"" + namespace + "\" (expected: 1 to 64 of A-Z a-z 0-9 . _ -)");
      }
      this.uri = uri;
      this.namespace = namespace;
    }

    /**
     * Sets how long a command may take before it fails.
     *
     * @param timeout 1 ms to 60 s; the default is 250 ms
     * @return this builder
     * @throws IllegalArgumentException if {@code timeout} is out of bounds
     */
    public Builder timeout(Duration timeout) {
      if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofSeconds(60)) > 0) {
        throw new IllegalArgumentException("timeout: " + timeout + " (expected: 1 ms to 60 s)");
      }
      this.timeout = timeout;
      return this;
    }

    /** {@return a store with these options; each call opens one of its own} */
    public RedisIdempotencyStore build() {
      return new RedisIdempotencyStore(this);
    }
  }
}
