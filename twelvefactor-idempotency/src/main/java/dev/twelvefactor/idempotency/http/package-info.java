// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * The {@code Idempotency-Key} header for any HTTP server; {@link
 * dev.twelvefactor.idempotency.http.IdempotentHttp} is the entry point.
 */
package dev.twelvefactor.idempotency.http;
