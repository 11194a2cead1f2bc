// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * The {@code Idempotency-Key} header in a servlet container; {@link
 * dev.twelvefactor.idempotency.servlet.IdempotencyFilter} is the entry point.
 */
package dev.twelvefactor.idempotency.servlet;
