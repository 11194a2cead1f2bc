// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Records in Redis 6.2 or later; {@link dev.twelvefactor.idempotency.redis.RedisIdempotencyStore} is
 * the entry point.
 *
 * <p>Each record is one string that expires by itself, and each step one script on it, so that it
 * happens whole or not at all.
 */
package dev.twelvefactor.idempotency.redis;
