// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Operations that are safe to retry; {@link dev.twelvefactor.idempotency.IdempotentExecutor} is the
 * entry point.
 *
 * <p>An {@link dev.twelvefactor.idempotency.Operation} says what is done, an {@link
 * dev.twelvefactor.idempotency.IdempotencyKey} for which call, an {@link
 * dev.twelvefactor.idempotency.Outcome} what came of it. Records are kept by an {@link
 * dev.twelvefactor.idempotency.IdempotencyStore}: in {@link
 * dev.twelvefactor.idempotency.InMemoryIdempotencyStore memory} or in {@link
 * dev.twelvefactor.idempotency.redis.RedisIdempotencyStore Redis}. For HTTP see {@link
 * dev.twelvefactor.idempotency.http.IdempotentHttp}.
 */
package dev.twelvefactor.idempotency;
