// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
/**
 * The promises of an idempotency store as tests: extend {@link
 * dev.twelvefactor.idempotency.contract.IdempotencyStoreContract} to hold a store to them.
 */
@NullMarked
package dev.twelvefactor.idempotency.contract;

import org.jspecify.annotations.NullMarked;
