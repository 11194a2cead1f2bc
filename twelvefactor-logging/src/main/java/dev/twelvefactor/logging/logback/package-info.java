// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Lines of JSON from Logback: an encoder for its appenders, and an appender that writes to standard
 * output.
 */
package dev.twelvefactor.logging.logback;
