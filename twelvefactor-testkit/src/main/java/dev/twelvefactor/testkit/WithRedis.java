// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a Redis, as a parameter of a test, of a life cycle method or of the
 * constructor.
 *
 * <p>A {@link RedisServer} parameter is the Redis that all tests of this run share: use keys of
 * your own, and neither flush it nor count on it being empty. A {@link RedisProcess} parameter is a
 * {@code redis-server} of its own, to count, flush, freeze and kill; a {@link RedisCluster} and a
 * {@link RedisSentinel} are several. It belongs to the test method
 * that asks for it (with its {@code @BeforeEach} and {@code @AfterEach}), or to the whole class
 * when {@code @BeforeAll} or the constructor asks for it, and ends with it.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedisExtension.class)
public @interface WithRedis {}
