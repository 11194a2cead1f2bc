// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.idempotency.http;

import static java.util.Objects.requireNonNull;

import dev.twelvefactor.idempotency.IdempotencyException;
import dev.twelvefactor.idempotency.IdempotencyException.Reason;
import dev.twelvefactor.idempotency.IdempotencyKey;
import dev.twelvefactor.idempotency.IdempotentExecutor;
import dev.twelvefactor.idempotency.IdempotentRun;
import dev.twelvefactor.idempotency.Operation;
import dev.twelvefactor.idempotency.Operation.OnCrash;
import dev.twelvefactor.idempotency.Outcome;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Idempotency-Key} header (draft-ietf-httpapi-idempotency-key-header-07) for any HTTP
 * server: a request comes in as a {@link RequestView}, a response goes out.
 *
 * {@snippet class="dev.twelvefactor.idempotency.IdempotencySnippetsIT" region="http"}
 *
 * <p>{@code POST} and {@code PATCH} need a key; other methods are run as they come. A response is
 * stored and sent again, byte for byte and marked {@code Idempotent-Replayed: true}, if its status is
 * 2xx, 3xx or 4xx. After 401, 403, 408, 409, 423, 425 and 429 nothing is stored, and the next request
 * with the key is run; after 5xx it is unknown whether the operation took place. The handler may
 * decide otherwise for a response, with {@link StoredResponse#stored()} and {@link
 * StoredResponse#released()}.
 *
 * <p>Authenticate and validate before this is called: what is refused there needs no key.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class IdempotentHttp {

  /** The header that marks a response that was sent before. */
  public static final String REPLAYED_HEADER = "Idempotent-Replayed";

  /**
   * Answers a request that is run.
   *
   * @param <E> what it may throw
   * @since 0.1.0
   */
  @FunctionalInterface
  public interface Handler<E extends Exception> {
    /**
     * Does what is asked for.
     *
     * @param run what the handler needs to have its effect once
     * @return the response
     * @throws E passed to the caller as it is; the operation says what it means for the key
     */
    StoredResponse respond(IdempotentRun run) throws E;
  }

  private final IdempotentExecutor executor;
  private final Operation<StoredResponse> operation;
  private final StoredHeaders storedHeaders;
  private final DecisionTable table;

  private IdempotentHttp(Builder options) {
    this.executor = options.executor;
    this.operation = options.operation;
    this.storedHeaders = new StoredHeaders(options.storedHeaders);
    this.table = new DecisionTable(
        options.methods,
        options.strict,
        options.keyOptional,
        options.fingerprint,
        options.operation.onCrash() == OnCrash.RECONCILE,
        new Problems(options.policy));
  }

  /**
   * Makes one with the default options.
   *
   * @param executor runs the requests; the caller closes it
   * @return the new one
   */
  public static IdempotentHttp create(IdempotentExecutor executor) {
    return builder(executor).build();
  }

  /**
   * Makes a builder for one with other options.
   *
   * @param executor runs the requests; the caller closes it
   * @return a builder
   */
  public static Builder builder(IdempotentExecutor executor) {
    return new Builder(requireNonNull(executor, "executor"));
  }

  /**
   * Makes a builder for an operation whose result is a response.
   *
   * @param name as for {@link Operation#of}
   * @return a builder
   * @throws IllegalArgumentException if the name has another form
   */
  public static Operation.Builder<StoredResponse> operation(String name) {
    return Operation.builder(name, new ResponseFormat()).retryable(NotStored.Released.class);
  }

  /**
   * Tells whether requests of a method need a key; others are run as they come.
   *
   * @param method such as {@code POST}
   * @return whether they do
   */
  public boolean covers(String method) {
    return table.covers(method);
  }

  /**
   * Answers a request, and runs it unless it was run before.
   *
   * @param <E> what the handler may throw
   * @param principal whose request it is, such as the tenant or the user; keys of different ones
   *     never meet
   * @param request the request
   * @param handler runs it
   * @return the response to send
   * @throws E what the handler throws
   * @throws RuntimeException the declared exception that the operation failed with before
   * @throws IllegalArgumentException if {@code principal} is empty
   */
  public <E extends Exception> StoredResponse respond(
      String principal, RequestView request, Handler<E> handler) throws E {
    Decision decision = decide(principal, request);
    if (decision instanceof Decision.Reject refusal) {
      return refusal.response();
    }
    Optional<IdempotencyKey> key =
        decision instanceof Decision.Proceed proceed ? proceed.key() : Optional.empty();
    return key.isPresent() ? run(key.get(), handler) : handler.respond(IdempotentRun.unguarded());
  }

  private <E extends Exception> StoredResponse run(IdempotencyKey key, Handler<E> handler)
      throws E {
    Sent sent = new Sent(operation.maxResultBytes(), storedHeaders);
    Outcome<StoredResponse> outcome;
    try {
      outcome = executor.execute(operation, key, run -> sent.storable(handler, run));
    } catch (NotStored e) {
      return e.response();
    } catch (IdempotencyException e) {
      if (e.reason() == Reason.STORE && !sent.began()) {
        return table.storeDown();
      }
      throw e;
    } catch (IllegalStateException e) {
      if (executor.isClosed() && !sent.began()) {
        return table.storeDown();
      }
      throw e;
    }
    Optional<StoredResponse> own = sent.own(outcome);
    return own.isPresent() ? own.get() : table.respond(outcome);
  }

  /**
   * Decides by a request alone: whether it is refused, or run under a key.
   *
   * @param principal as for {@link #respond}
   * @param request the request
   * @return {@link Decision.Proceed} or {@link Decision.Reject}
   * @throws IllegalArgumentException if {@code principal} is empty
   */
  public Decision decide(String principal, RequestView request) {
    return table.decide(principal, request);
  }

  /**
   * Decides by an outcome alone: whether its response is sent, or the request refused.
   *
   * @param outcome what the executor answered
   * @return {@link Decision.Replay} or {@link Decision.Reject}
   */
  public Decision decide(Outcome<StoredResponse> outcome) {
    return table.decide(outcome);
  }

  /**
   * The options, each checked when it is set. Not safe for use by many threads.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private final IdempotentExecutor executor;
    private Operation<StoredResponse> operation =
        IdempotentHttp.operation("http").build();
    private boolean strict;
    private boolean keyOptional;
    private Set<String> methods = Set.of("POST", "PATCH");
    private Set<String> storedHeaders = Set.of();
    private @Nullable Function<RequestView, byte[]> fingerprint;
    private @Nullable URI policy;

    private Builder(IdempotentExecutor executor) {
      this.executor = executor;
    }

    /**
     * Sets how requests are run: lease, retention, what to do after a crash.
     *
     * @param operation made by {@link IdempotentHttp#operation}; the default is {@code http} with
     *     the default options
     * @return this builder
     */
    public Builder operation(Operation<StoredResponse> operation) {
      this.operation = requireNonNull(operation, "operation");
      return this;
    }

    /**
     * Takes keys only as the draft writes them, in double quotes. By default {@code abc} is the same
     * key as {@code "abc"}.
     *
     * @return this builder
     */
    public Builder strictKeys() {
      this.strict = true;
      return this;
    }

    /**
     * Runs a request without a key as it comes. By default it is refused with 400.
     *
     * @return this builder
     */
    public Builder keyOptional() {
      this.keyOptional = true;
      return this;
    }

    /**
     * Sets which methods need a key; others are run as they come.
     *
     * @param methods at least one; case does not matter. The default is {@code POST} and {@code PATCH}
     * @return this builder
     * @throws IllegalArgumentException if there is none, or an empty one
     */
    public Builder methods(String... methods) {
      this.methods = DecisionTable.methods(methods);
      return this;
    }

    /**
     * Sets which headers are stored beside {@code Content-Type}, {@code Content-Encoding}, {@code
     * Content-Language}, {@code ETag}, {@code Link} and {@code Location}. The first response has all
     * that the handler set; one that is sent again only these.
     *
     * @param names the headers; case does not matter
     * @return this builder
     * @throws IllegalArgumentException if one of them is not fit to be sent twice, such as {@code
     *     Set-Cookie}
     */
    public Builder storedHeaders(String... names) {
      this.storedHeaders = StoredHeaders.checked(names);
      return this;
    }

    /**
     * Sets what makes two requests the same, where bytes do not tell, as with multipart bodies.
     *
     * @param fingerprint answers what is compared; the default are method, path, sorted query, media
     *     type and body. Multipart bodies are refused with 415 unless this is set
     * @return this builder
     */
    public Builder fingerprint(Function<RequestView, byte[]> fingerprint) {
      this.fingerprint = requireNonNull(fingerprint, "fingerprint");
      return this;
    }

    /**
     * Sets where clients read about keys and how long they count, sent as {@code Link} with a 400.
     *
     * @param policy an address; by default none is sent
     * @return this builder
     */
    public Builder policy(URI policy) {
      this.policy = requireNonNull(policy, "policy");
      return this;
    }

    /** {@return one with these options} */
    public IdempotentHttp build() {
      return new IdempotentHttp(this);
    }
  }
}
