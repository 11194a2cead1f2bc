// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * A shutdown that answers every accepted request, and a start that loads only what is needed.
 *
 * <p>{@link dev.twelvefactor.lifecycle.ShutdownCoordinator} is the entry point. Work in flight holds
 * a {@link dev.twelvefactor.lifecycle.Permit} of some {@link dev.twelvefactor.lifecycle.WorkKind},
 * or passes a {@link dev.twelvefactor.lifecycle.Gate} in loops where every nanosecond counts. What
 * is to be closed is registered for a {@link dev.twelvefactor.lifecycle.Phase}. {@link
 * dev.twelvefactor.lifecycle.Readiness} and {@link dev.twelvefactor.lifecycle.Probes} tell the
 * platform whether to send traffic. A {@link dev.twelvefactor.lifecycle.Lazy} is made on first use
 * and closed with everything else.
 */
package dev.twelvefactor.lifecycle;
