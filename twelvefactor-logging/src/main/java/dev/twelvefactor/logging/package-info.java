// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * Events as lines of JSON on standard output.
 *
 * <p>{@link dev.twelvefactor.logging.StructuredLogger} is the entry point. {@link
 * dev.twelvefactor.logging.LogContext} adds fields to all events of a piece of work, {@link
 * dev.twelvefactor.logging.RequestContext} those that join the events of one request, and {@link
 * dev.twelvefactor.logging.Secret} is shown nowhere.
 */
package dev.twelvefactor.logging;
