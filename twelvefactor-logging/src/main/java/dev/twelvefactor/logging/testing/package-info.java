// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/** Looks at the events that a test causes. */
package dev.twelvefactor.logging.testing;
