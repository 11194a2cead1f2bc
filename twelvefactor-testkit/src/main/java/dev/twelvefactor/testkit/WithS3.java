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
 * Gives the tests of a class an S3, as an {@link S3Server} parameter of a test, of a life cycle
 * method or of the constructor.
 *
 * <p>All tests of a run share one server. Each test method that asks gets a new bucket there (with
 * its {@code @BeforeEach} and {@code @AfterEach}), or the whole class gets one when
 * {@code @BeforeAll} or the constructor asks.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(S3Extension.class)
public @interface WithS3 {}
