// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Sessions in Redis 6.2 or later; {@link dev.twelvefactor.session.redis.RedisSessionStore} is the
 * entry point.
 *
 * <p>Each session is one hash that expires by itself, and each change of one is one script, so that
 * it happens whole or not at all. Reading is a plain {@code HGETALL}.
 */
package dev.twelvefactor.session.redis;
