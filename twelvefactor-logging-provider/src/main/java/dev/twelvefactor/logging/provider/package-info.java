// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * An SLF4J provider that makes every line of a service an event in JSON on standard output, also
 * those of {@code java.util.logging} and {@code System.Logger}.
 *
 * <p>It is found by itself when it is on the class path or the module path. {@link
 * dev.twelvefactor.logging.provider.LogLevels} changes levels at run time.
 */
package dev.twelvefactor.logging.provider;
