// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * What the logger, the provider and the encoders share. Not for use by anybody else; it changes
 * without notice.
 */
package dev.twelvefactor.logging.internal;
